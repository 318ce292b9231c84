import { createHmac, randomBytes } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { now } from '../clock.js';
import type { SSOErrorCode } from '../errors.js';
import type { Logger } from '../logger.js';
import { attempt } from '../maybe-promise.js';

export type LoginEventType = 'login' | 'refusal' | 'switch' | 'logout' | 'revalidated' | 'unconfirmed' | 'workspace';

/** An audit record. It never holds a ticket, a cookie or a URL of a request. */
export interface LoginEvent {
  readonly type: LoginEventType;
  readonly at: Date;
  readonly user?: { readonly userName: string; readonly proxyUser?: string };
  readonly workspace?: { readonly name?: string; readonly id?: number; readonly verified: boolean };
  /** Why a request was refused, or a login could not be confirmed. */
  readonly code?: SSOErrorCode;
  /** The configured entry of the gateway. */
  readonly gateway?: string;
  /** The same for all events of one ticket in this process, and of no use to find the ticket. */
  readonly ticketRef?: string;
  readonly requestId: string;
}

/** Whom and what an event is about, as far as that is known when it happens. */
export type EventSubject = Pick<LoginEvent, 'user' | 'workspace' | 'gateway'> & {
  /** The ticket itself: events name it by its reference. */
  readonly ticket?: string;
};

/** Tells the app (and whoever listens on the channel) what happened. */
export type EmitLoginEvent = (event: Omit<LoginEvent, 'at'>) => void;

/** Name of the diagnostics channel every event is published on. */
export const LOGIN_EVENT_CHANNEL = 'dss-sso:event';

/** A listener that throws or rejects is logged and changes nothing (security.md section 12). */
export function createEmitter(onEvent: ((event: LoginEvent) => void) | undefined, logger: Logger): EmitLoginEvent {
  const published = channel(LOGIN_EVENT_CHANNEL);
  return (facts) => {
    const event: LoginEvent = Object.freeze({ ...facts, at: new Date(now()) });
    logger.info(`DSS ${event.type}`, event);
    // A promise is not waited for, but its failure is caught: it would end the process.
    attempt<unknown, undefined>(
      () => onEvent?.(event),
      () => {
        logger.error('The listener onEvent failed.', { type: event.type, requestId: event.requestId });
        return undefined;
      },
    );
    // Subscribers that throw are Node's matter: it reports them outside this call.
    if (published.hasSubscribers) published.publish(event);
  };
}

/** Correlates events by ticket: 8 hex digits under a key that exists only in this process (security.md section 13). */
export function createTicketRef(): (ticket: string) => string {
  const key = randomBytes(32);
  return (ticket) => createHmac('sha256', key).update(ticket).digest('hex').slice(0, 8);
}
