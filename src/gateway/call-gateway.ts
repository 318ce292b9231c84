import { setMaxListeners } from 'node:events';
import { now } from '../clock.js';
import type { Logger } from '../logger.js';
import type { MessageCookie } from '../message/read-message.js';
import { createAgents, type AgentOptions } from '../outbound/agents.js';
import { sendWithRetries } from '../outbound/retry.js';
import type { OutboundResponse } from '../outbound/send.js';
import { SendError } from '../outbound/send-error.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { ConcurrencyLimit } from './concurrency-limit.js';
import { breakerError, busyError, closedError, codeOf, noAnswerError, timeoutError } from './gateway-errors.js';
import { toCookieHeader } from './ticket-question.js';
import type { TrustedGateway } from './trusted-gateways.js';

/** How gateways are called. Complete: defaults are those of the plug-in's options. */
export interface GatewayClientSettings {
  /** ms for a whole verification. */
  readonly timeout: number;
  readonly retries: number;
  readonly maxResponseBytes: number;
  readonly maxConcurrent: number;
  readonly maxQueue: number;
  readonly agent?: AgentOptions | undefined;
  readonly logger: Pick<Logger, 'debug' | 'warn'>;
}

export interface GatewayCall {
  readonly gateway: TrustedGateway;
  readonly path: string;
  readonly query?: string;
  readonly cookies: readonly MessageCookie[];
  /** In ms of the clock. */
  readonly deadline: number;
}

/** Makes calls within the limits of security.md section 8; what answers mean is decided elsewhere. */
export interface GatewayCaller {
  /** @throws SSOError of a gateway code if no answer came, or the call was not made */
  call(call: GatewayCall): Promise<OutboundResponse>;
  /** Calls that were made, and those of them that brought no answer. */
  readonly counts: { readonly calls: number; readonly unanswered: number };
  close(): void;
}

/** What is counted for each gateway by itself: one that hangs takes no place from another. */
interface Line {
  readonly limit: ConcurrencyLimit;
  readonly breaker: CircuitBreaker;
}

/** This status says no by itself, whatever becomes of the body: proxies put pages of any size and coding there. */
const UNAUTHORIZED = 401;

/** A time-out speaks against the gateway only if it had this share of the time: a call that waited in our queue may have had less. */
const FAIR_SHARE = 0.5;

/** Creates a caller with connections, limits and breakers of its own. */
export function createGatewayCaller(settings: GatewayClientSettings): GatewayCaller {
  const agents = createAgents(settings.agent);
  const lines = new Map<string, Line>();
  const counts = { calls: 0, unanswered: 0 };
  const closing = new AbortController();
  // Each call listens, and `maxConcurrent` bounds how many: Node need not warn of them.
  setMaxListeners(0, closing.signal);

  function lineTo({ id }: TrustedGateway): Line {
    const known = lines.get(id);
    if (known !== undefined) return known;
    const made = { limit: new ConcurrencyLimit(settings), breaker: new CircuitBreaker() };
    lines.set(id, made);
    return made;
  }

  async function call(request: GatewayCall): Promise<OutboundResponse> {
    const { gateway, deadline } = request;
    const cookie = toCookieHeader(request.cookies);
    const { limit, breaker } = lineTo(gateway);
    refuseIfClosedOrBroken(gateway, breaker);
    const admission = await limit.acquire(deadline);
    if (admission === 'busy') throw busyError(gateway);
    if (admission === 'too-late') throw timeoutError(gateway, settings.timeout);
    try {
      // Much may have happened while the call waited.
      refuseIfClosedOrBroken(gateway, breaker);
      return await sendThrough(breaker, request, cookie);
    } finally {
      limit.release();
    }
  }

  function refuseIfClosedOrBroken(gateway: TrustedGateway, breaker: CircuitBreaker): void {
    if (closing.signal.aborted) throw closedError(gateway);
    if (breaker.refusal !== undefined) throw breakerError(gateway, breaker.refusal);
  }

  async function sendThrough(breaker: CircuitBreaker, request: GatewayCall, cookie: string): Promise<OutboundResponse> {
    const { gateway, path, query = '', deadline } = request;
    const url = new URL(`${gateway.connectUrl}/api/rest_j/v1/${path}${query}`);
    const sentAt = now();
    const pass = breaker.enter();
    counts.calls += 1;
    try {
      const response = await sendWithRetries(
        {
          method: 'GET',
          url,
          headers: {
            Accept: 'application/json',
            'Accept-Encoding': 'identity',
            'Cache-Control': 'no-cache',
            Cookie: cookie,
            'User-Agent': 'dss-sso',
          },
          agent: agents.for(url),
          deadline,
          maxResponseBytes: settings.maxResponseBytes,
          signal: closing.signal,
        },
        settings.retries,
        () => closing.signal.aborted,
      );
      breaker.answered();
      return response;
    } catch (error) {
      if (error instanceof SendError && error.status === UNAUTHORIZED) {
        breaker.answered();
        return { status: UNAUTHORIZED, headers: {}, body: Buffer.alloc(0) };
      }
      counts.unanswered += 1;
      if (!(error instanceof SendError)) {
        breaker.inconclusive(pass);
        throw error;
      }
      const code = codeOf(error.kind);
      const wasFair = error.kind !== 'timeout' || now() - sentAt >= settings.timeout * FAIR_SHARE;
      if (code === 'gateway-bad-answer') breaker.answered();
      else if (wasFair) breaker.failed(pass, code);
      else breaker.inconclusive(pass);
      throw noAnswerError(gateway, error, settings.timeout, settings.maxResponseBytes);
    }
  }

  return {
    counts,
    call,
    close() {
      // Calls on an agent of the user's, too, which closes nothing by itself.
      closing.abort();
      agents.close();
    },
  };
}
