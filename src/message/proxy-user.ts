import { SSOError } from '../errors.js';

const PREFIX = 'proxy_';
const LENGTH_DIGITS = 2;
const MAX_USER_NAME = 99;

/**
 * Packs a user and a proxy user in one text as DSS does: `proxy_`, the length of the user's name in two digits, both names. For
 * interoperability only: nothing in this package packs users, because a user may simply be *named* `proxy_05aliceroot`.
 *
 * @throws TypeError if a name is no string, or the user's has more than 99 UTF-16 code units
 * @example
 * encodeProxyUser('hadoop', 'proxy1'); // 'proxy_06hadoopproxy1'
 */
export function encodeProxyUser(userName: string, proxyUser: string): string {
  if (typeof userName !== 'string' || typeof proxyUser !== 'string') {
    throw new TypeError('encodeProxyUser needs two strings: the user name and the proxy user.');
  }
  if (userName.length > MAX_USER_NAME) {
    throw new TypeError(
      `A user name of ${userName.length} characters cannot be packed: its length has two digits, at most 99.`,
    );
  }
  return PREFIX + String(userName.length).padStart(LENGTH_DIGITS, '0') + userName + proxyUser;
}

/**
 * Takes apart what {@link encodeProxyUser} packed.
 *
 * @throws {@link SSOError} `message-malformed` if the text does not begin with `proxy_` and two ASCII digits, or is shorter than they say
 * @throws TypeError if it is no string
 */
export function decodeProxyUser(text: string): { userName: string; proxyUser: string } {
  if (typeof text !== 'string') throw new TypeError('decodeProxyUser needs a string.');
  const start = PREFIX.length + LENGTH_DIGITS;
  const digits = text.slice(PREFIX.length, start);
  if (!isProxyUser(text) || !/^[0-9]{2}$/.test(digits)) {
    throw new SSOError(
      'message-malformed',
      'This is no packed proxy user: it must begin with "proxy_" and two digits. Use isProxyUser before decodeProxyUser.',
    );
  }
  const end = start + Number(digits);
  if (text.length < end) {
    throw new SSOError('message-malformed', 'This packed proxy user was cut: it is shorter than its two digits say.');
  }
  return { userName: text.slice(start, end), proxyUser: text.slice(end) };
}

/** Whether DSS would take this user name for a packed one: it begins with `proxy_`. It may still be malformed. */
export function isProxyUser(text: string): boolean {
  return typeof text === 'string' && text.startsWith(PREFIX);
}
