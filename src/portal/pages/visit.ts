import { WORKSPACE_ID } from '../dss-cookies.js';
import type { People } from '../people.js';
import type { PortalWorkspace } from '../portal-options.js';
import type { PortalRequest } from '../portal-request.js';
import type { TicketBook } from '../tickets.js';

/** Somebody who is signed in, as the browser's cookies tell. */
export interface Visit {
  readonly userName: string;
  readonly ticket: string;
  readonly workspaces: readonly Readonly<PortalWorkspace>[];
  /** The chosen workspace; the first one as long as none is chosen. */
  readonly workspace: Readonly<PortalWorkspace> | undefined;
  /** Whom the user may act as, besides as themselves. */
  readonly proxyUsers: readonly string[];
  readonly proxyTicket: string | undefined;
  readonly proxyUser: string | undefined;
}

/** Reads who visits. Nothing in the cookies but the tickets is believed. */
export function readVisit(request: PortalRequest, people: People, tickets: TicketBook): Visit | undefined {
  const { ticket, proxyTicket } = request;
  const userName = ticket === undefined ? undefined : tickets.userOf(ticket);
  if (ticket === undefined || userName === undefined) return undefined;
  const workspaces = people.workspacesOf(userName);
  const chosen = request.cookie(WORKSPACE_ID);
  const proxyUser = proxyTicket === undefined ? undefined : tickets.proxyUserOf(proxyTicket);
  return {
    userName,
    ticket,
    workspaces,
    workspace: workspaces.find(({ id }) => String(id) === chosen) ?? workspaces[0],
    proxyUsers: people.proxyUsersOf(userName).filter((name) => name !== userName),
    proxyTicket: proxyUser === undefined ? undefined : proxyTicket,
    proxyUser,
  };
}
