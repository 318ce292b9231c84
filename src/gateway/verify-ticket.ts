import { now } from '../clock.js';
import type { GatewayClient } from './gateway-client.js';
import { proxyUserDeniedError } from './gateway-errors.js';
import type { TicketQuestion } from './ticket-question.js';

/** Whom a gateway named in answer to a ticket. Frozen. Two fields, never one text: a user may be called `proxy_05aliceroot`. */
export interface VerifiedUser {
  readonly userName: string;
  readonly proxyUser?: string;
  /** When the question was sent (ms of the clock), not when it was answered. */
  readonly verifiedAt: number;
}

export interface VerifyTicketSettings {
  readonly client: Pick<GatewayClient, 'userInfo' | 'getProxyUser' | 'proxyList'>;
  readonly verifyProxyUser: boolean;
}

/**
 * Asks the gateway whose ticket this is. With a proxy ticket it is asked for both users, and then for the list of those the user may
 * act as: a proxy ticket by itself says nothing about who may use it (security.md T8).
 *
 * Rejects with an SSOError: `ticket-rejected`, `proxy-user-denied`, or one of the `gateway-…` codes.
 *
 * @param deadline - for all calls together, in ms of the clock
 */
export async function verifyTicket(
  question: TicketQuestion,
  deadline: number,
  settings: VerifyTicketSettings,
): Promise<VerifiedUser> {
  const { client, verifyProxyUser } = settings;
  const verifiedAt = now();
  if (question.proxyTicket === undefined) {
    return Object.freeze({ userName: await client.userInfo(question, deadline), verifiedAt });
  }
  const { userName, proxyUser } = await client.getProxyUser(question, deadline);
  if (verifyProxyUser && proxyUser !== userName) {
    const allowed = await client.proxyList(question, deadline);
    if (!allowed.includes(proxyUser)) throw proxyUserDeniedError(question.gateway);
  }
  return Object.freeze({ userName, proxyUser, verifiedAt });
}
