import type { OutboundRequest, OutboundResponse } from '../../src/outbound/send.js';

/** Stands where calls would leave the process. Use it as `jest.mock('../../src/outbound/send.js', () => jest.requireActual('./wire.js'))`. */
type Send = (request: OutboundRequest) => Promise<OutboundResponse>;

let answering: Send = () => Promise.reject(new Error('no gateway is connected'));

export function connectGateway(send: Send): void {
  answering = send;
}

export const send: Send = (request) => answering(request);
