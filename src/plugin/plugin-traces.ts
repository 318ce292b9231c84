import { createTracer, type TraceOutcome } from '../tracing.js';

/** What the tracing channel `dss-sso:message` tells of a request with a DSS message. */
export interface MessageTrace extends TraceOutcome {
  /** As in events, logs and refusals. */
  readonly requestId: string;
  /** The configured entry of the gateway, once the message is known to name one. */
  readonly gateway?: string;
  /** What became of the request; not there for one that was refused, which has a `code`. */
  readonly result?: 'pass' | 'redirect';
}

/** What the tracing channel `dss-sso:confirm` tells of a confirmation: a login's ticket is asked for again. */
export interface ConfirmTrace extends TraceOutcome {
  /** Of the request that was the first to wait for it. */
  readonly requestId: string;
  /** The configured entry of the gateway, as the login remembers it. */
  readonly gateway: string;
  /** Whether the login goes on; not there where the gateway could not be asked, which has a `code`. */
  readonly result?: 'confirmed' | 'ended';
}

/** Around the whole way of a message, from its text to the login or the error it is refused with. */
export const traceMessage = createTracer<MessageTrace>('dss-sso:message');

/** Around the confirmations that ask a gateway, once for all requests that wait for one. */
export const traceConfirm = createTracer<ConfirmTrace>('dss-sso:confirm');
