import { createHmac, hash, type KeyObject } from 'node:crypto';
import { SSOError } from '../errors.js';
import type { MessageCookie } from '../message/read-message.js';
import type { TrustedGateway } from './trusted-gateways.js';

/** "Whose ticket is this?", with everything that will be sent to ask it. */
export interface TicketQuestion {
  readonly gateway: TrustedGateway;
  readonly ticket: MessageCookie;
  /** Given: the user has switched to a proxy user. */
  readonly proxyTicket?: MessageCookie;
  /** Further cookies, by the option `forwardCookies`. */
  readonly forwarded: ReadonlyMap<string, string>;
}

const COOKIE_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** Printable ASCII but `;`: more than RFC 6265 allows, as cookies that DSS's own proxies set have spaces and commas. */
const COOKIE_VALUE = /^[\x20-\x3a\x3c-\x7e]*$/;

/**
 * The key of a question in caches and flights: a hash over every byte that is sent, each part with its length before it, so that no
 * two questions share a key. Hexadecimal.
 *
 * @param hmacKey - makes the key useless to a reader of the cache who wants to test guesses of tickets
 */
export function questionKey(question: TicketQuestion, hmacKey?: Buffer | KeyObject): string {
  const { gateway, ticket, proxyTicket, forwarded } = question;
  // A cookie's name is never empty, so the place of the proxy ticket tells whether there is one.
  const parts = [gateway.id, ticket.name, ticket.value, proxyTicket?.name ?? '', proxyTicket?.value ?? ''];
  for (const [name, value] of forwarded) parts.push(name, value);
  // One text and one call: each call into the hash costs more than what it hashes.
  const text = parts.map((part) => `${Buffer.byteLength(part, 'utf8')}:${part}`).join('');
  return hmacKey === undefined ? hash('sha256', text, 'hex') : createHmac('sha256', hmacKey).update(text).digest('hex');
}

/** The cookies of one call. The proxy ticket goes only with the call that asks about it. */
export function cookiesToSend(question: TicketQuestion, withProxyTicket: boolean): MessageCookie[] {
  const { ticket, proxyTicket, forwarded } = question;
  const own = proxyTicket === undefined ? [ticket] : [ticket, proxyTicket];
  const names = new Set(own.map(({ name }) => name));
  const further = [...forwarded].filter(([name]) => !names.has(name)).map(([name, value]) => ({ name, value }));
  return [...(withProxyTicket ? own : [ticket]), ...further];
}

/**
 * The value of a Cookie header (RFC 6265 section 5.4).
 *
 * @throws SSOError `message-malformed` for a cookie that would not arrive as it is
 */
export function toCookieHeader(cookies: readonly MessageCookie[]): string {
  if (!cookies.every(({ name, value }) => COOKIE_NAME.test(name) && COOKIE_VALUE.test(value))) {
    throw new SSOError(
      'message-malformed',
      'A cookie of the DSS message has characters that cannot be sent to the gateway.',
    );
  }
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}
