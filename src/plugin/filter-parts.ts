import { createGatewayClient, type GatewayClient } from '../gateway/gateway-client.js';
import { sharedTickets } from '../gateway/shared-tickets.js';
import { VerifiedTickets, type VerifiedUser } from '../gateway/verified-tickets.js';
import { WorkspaceAnswers } from '../gateway/workspace-answers.js';
import type { SSOError } from '../errors.js';
import { deriveKey } from '../secrets.js';
import { isMemoryStore } from '../store/memory-store.js';
import { Confirmations } from './confirmations.js';
import { LoginCounts } from './login-counts.js';
import { createEmitter, createTicketRef, type EventSubject, type LoginEventType } from './login-events.js';
import { LoginStates } from './login-states.js';
import { RememberedLogins } from './remembered-logins.js';
import { sharedStates } from './shared-states.js';
import type { SSOPluginSettings } from './sso-plugin-settings.js';

/** What the two ways through the filter share. */
export interface FilterParts<Req> {
  readonly settings: SSOPluginSettings<Req>;
  readonly client: GatewayClient;
  readonly tickets: VerifiedTickets;
  readonly workspaces: WorkspaceAnswers;
  readonly states: LoginStates;
  readonly logins: RememberedLogins<Req>;
  readonly confirmations: Confirmations;
  readonly counts: LoginCounts;
  /** Calls of `provision` under way, by the verification they were made for. */
  readonly provisions: Map<VerifiedUser, Promise<unknown>>;
  /** Counts an event and tells the app of it. */
  readonly tell: Tell;
}

export type Tell = (type: LoginEventType, requestId: string, subject?: EventSubject, error?: SSOError) => void;

export function createFilterParts<Req>(settings: SSOPluginSettings<Req>): FilterParts<Req> {
  const { cache, gateway, logger, secrets, store, maxLifetime } = settings;
  const client = createGatewayClient({ ...gateway, logger });
  const tickets = new VerifiedTickets({
    client,
    ...cache,
    timeout: gateway.timeout,
    verifyProxyUser: settings.verifyProxyUser,
    shared: store.sharesTickets === true ? sharedTickets(store, secrets, logger) : undefined,
    hmacKey: secrets[0] === undefined ? undefined : deriveKey(secrets[0], 'cache keys'),
  });
  const keyOf = tickets.keyOf.bind(tickets);
  const states = new LoginStates(isMemoryStore(store) ? store : sharedStates(store, logger), maxLifetime);
  const counts = new LoginCounts();
  return {
    settings,
    client,
    tickets,
    workspaces: new WorkspaceAnswers({ client, keyOf, timeout: gateway.timeout, ttl: cache.ttl, max: cache.max }),
    states,
    logins: new RememberedLogins(settings),
    confirmations: new Confirmations(settings, tickets, states),
    counts,
    provisions: new Map(),
    tell: createTell(settings, counts),
  };
}

function createTell<Req>(settings: SSOPluginSettings<Req>, counts: LoginCounts): Tell {
  const emit = createEmitter(settings.onEvent, settings.logger);
  const ticketRef = createTicketRef();
  return (type, requestId, { ticket, ...known } = {}, error) => {
    counts.add(type, error?.code);
    emit({
      type,
      requestId,
      ...(error !== undefined && { code: error.code }),
      ...known,
      ...(ticket !== undefined && { ticketRef: ticketRef(ticket) }),
    });
  };
}
