import type { GatewayAnswer } from './gateway-answer.js';
import type { People } from './people.js';
import type { PortalApp } from './portal-options.js';
import type { PortalRequest } from './portal-request.js';
import type { TicketBook } from './tickets.js';

/** What the gateway knows. */
export interface Gateway {
  readonly people: People;
  readonly tickets: TicketBook;
  readonly apps: readonly Readonly<PortalApp>[];
  readonly ticketTtl: number;
}

/** A call that needs a login, made by this user. `id` is the number in the path, where it has one. */
export type Call = (request: PortalRequest, userName: string, id: string) => GatewayAnswer;

/** Calls by method and path after the prefix; a number in the path is `{id}`. */
export type CallTable = Readonly<Record<string, Call>>;
