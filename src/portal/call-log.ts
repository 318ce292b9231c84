import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { now } from '../clock.js';
import { PROXY_TICKET, TICKET } from './dss-cookies.js';
import { readCookies } from './portal-request.js';
import { targetToShow, type ShownTarget } from './target-to-show.js';
import type { TicketBook } from './tickets.js';

/** One call of the gateway's REST interface as the pages show it: without any ticket. */
export interface GatewayCall {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly target: ShownTarget;
  readonly ticket: ShownTicket | undefined;
  /** Set when it is over: how long it took, in milliseconds, and the HTTP status, unless the caller left before it. */
  readonly end: { readonly duration: number; readonly status: number | undefined } | undefined;
}

/** Whose ticket came with a call, at that time. */
export interface ShownTicket {
  /** Four hexadecimal digits of the ticket's keyed hash: enough to tell tickets apart, nothing to search for. */
  readonly ref: string;
  /** Without one the ticket was dead or never issued. */
  readonly userName: string | undefined;
  readonly proxyUser: string | undefined;
}

/** The last calls of the gateway's REST interface. */
export interface CallLog {
  /** Newest first. */
  readonly list: () => readonly GatewayCall[];
  /** Adds a call that has come in; its end is noted when it comes. Asking whose ticket it is does not prolong the ticket's life. */
  watch(req: IncomingMessage, res: ServerResponse): void;
}

/** Older ones are dropped. */
export const MAX_CALLS = 100;

export function createCallLog(tickets: TicketBook): CallLog {
  const key = randomBytes(32);
  let calls: readonly Readonly<GatewayCall>[] = [];

  function ticketToShow(header: string | undefined): ShownTicket | undefined {
    const cookie = readCookies(header);
    const ticket = cookie(TICKET);
    if (ticket === undefined) return undefined;
    const proxyTicket = cookie(PROXY_TICKET);
    return {
      ref: createHmac('sha256', key).update(ticket).digest('hex').slice(0, 4),
      userName: tickets.ownerOf(ticket),
      proxyUser: proxyTicket === undefined ? undefined : tickets.proxyUserOf(proxyTicket),
    };
  }

  return {
    list: () => calls,
    watch(req, res) {
      const call: { -readonly [Key in keyof GatewayCall]: GatewayCall[Key] } = {
        at: now(),
        method: req.method ?? 'GET',
        target: targetToShow(req.url ?? '/'),
        ticket: ticketToShow(req.headers.cookie),
        end: undefined,
      };
      calls = [call, ...calls].slice(0, MAX_CALLS);
      res.once('close', () => {
        call.end = { duration: now() - call.at, status: res.writableFinished ? res.statusCode : undefined };
      });
    },
  };
}
