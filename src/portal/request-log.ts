import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { now } from '../clock.js';

/** One call that the gateway's REST interface was asked. */
export interface PortalRequestRecord {
  readonly method: string;
  /** With the query, as it was sent. */
  readonly path: string;
  /** As they came, tickets included. */
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const MAX_RECORDS = 1000;

/** Adds a call; of more than 1000 the oldest go. */
export function recordRequest(log: PortalRequestRecord[], req: IncomingMessage): void {
  log.push({ method: req.method ?? 'GET', path: req.url ?? '/', headers: { ...req.headers }, at: now() });
  if (log.length > MAX_RECORDS) log.splice(0, log.length - MAX_RECORDS);
}
