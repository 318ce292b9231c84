import { DEFAULT_PROXY_TICKET_COOKIES, DEFAULT_TICKET_COOKIES } from '../message/cookie-names.js';
import { redactUrl } from '../message/redact-url.js';

const BLANK = '***';
const MAX_DECODINGS = 4;
const ESCAPE = /%([0-9A-Fa-f]{2})/g;

/** A name as people give it; a ticket has more characters, or others. */
const PLAIN_NAME = /^[\w.$[\]-]{1,64}$/;
const LONGEST_BARE_NAME = 16;

/**
 * A part of a message as it may be shown: without a message inside it, without a password before a host, and not at all if it names a
 * ticket cookie, in whatever encoding. A broken link may have its parts in the wrong places.
 */
export function showText(text: string, ticketCookies: readonly string[]): string {
  if (namesTicket(text, ticketCookies)) return BLANK;
  return redactUrl(text).replace(/\/\/[^/?#]*@/g, `//${BLANK}@`);
}

/**
 * The name of a cookie or parameter as it may be shown. A ticket that has lost its name reads like a name: the `=` at its end ends it,
 * and no value follows.
 */
export function showName(name: string, value: string): string {
  const isBare = value.replaceAll('=', '') === '';
  if (PLAIN_NAME.test(name) && !(isBare && name.length > LONGEST_BARE_NAME)) return name;
  return `(a name of ${name.length} characters)`;
}

function namesTicket(text: string, ticketCookies: readonly string[]): boolean {
  const names = [...ticketCookies, ...DEFAULT_TICKET_COOKIES, ...DEFAULT_PROXY_TICKET_COOKIES];
  let decoded = text;
  for (let round = 0; round <= MAX_DECODINGS; round += 1) {
    const read = decoded;
    if (names.some((name) => read.includes(name))) return true;
    // Names of cookies are ASCII, so bytes will do; decoding as UTF-8 would stop at a broken escape.
    const next = read.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (next === read) return false;
    decoded = next;
  }
  return true;
}
