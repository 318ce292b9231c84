import type { VerifiedUser } from '../gateway/verified-tickets.js';
import type { Message } from '../message/read-message.js';
import { ticketOf, type LoginWorkspace, type RememberedLogin } from './remembered-login.js';

/**
 * What a verified message means for a browser (design.md section 4):
 *
 * - `first`: nobody there, or a user of the app's own: a new login, an empty session;
 * - `same`: the very login it has: it lasts longer;
 * - `workspace`: the same login in another workspace;
 * - `ticket`: the same user with another ticket: a new login, the session's data stays;
 * - `switch`: another user or proxy user, or the same name at another DSS, which may be somebody else: a new login, an empty session.
 */
export type LoginChange = 'first' | 'same' | 'workspace' | 'ticket' | 'switch';

/** Compares the login a browser has with what was verified. Names are compared exactly. */
export function changeOf(
  login: RememberedLogin | undefined,
  verified: VerifiedUser,
  message: Message,
  dssUrl: string,
  workspace: LoginWorkspace,
): LoginChange {
  if (login === undefined) return 'first';
  const { user } = login;
  const isSamePerson = user.userName === verified.userName && user.proxyUser === verified.proxyUser;
  if (!isSamePerson || login.dssUrl !== dssUrl) return 'switch';
  if (!hasTicketOf(login, message, dssUrl)) return 'ticket';
  return isSameWorkspace(login.workspace, workspace) ? 'same' : 'workspace';
}

/** Whether the ticket of a message is the one a login holds. */
export function hasTicketOf(login: RememberedLogin, message: Message, dssUrl: string): boolean {
  const ticket = ticketOf(login);
  return login.dssUrl === dssUrl && ticket.name === message.ticket?.name && ticket.value === message.ticket.value;
}

function isSameWorkspace(a: LoginWorkspace, b: LoginWorkspace): boolean {
  return a.name === b.name && a.id === b.id && a.verified === b.verified;
}
