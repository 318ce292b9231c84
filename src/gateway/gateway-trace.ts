import { createTracer, type TraceOutcome } from '../tracing.js';

/** What the tracing channel `dss-sso:gateway` tells of a call of a gateway. No ticket, no cookie, no query. */
export interface GatewayTrace extends TraceOutcome {
  /** The configured entry of the gateway. */
  readonly gateway: string;
  /** The path under `/api/rest_j/v1/`, without a query. */
  readonly call: string;
}

/** Around each call, from the wait for a place until the answer is understood; a rejected ticket is a failure here. */
export const traceGatewayCall = createTracer<GatewayTrace>('dss-sso:gateway');
