import { encodeForm } from '../message/form-encoding.js';
import type { MessageCookie } from '../message/read-message.js';

const MAX_LENGTH = 200;

/** A part of a ticket, or one in a spelling nobody thought of, is long and has no space in it. */
const LONG_WORD = /[\w+/=%\\.&#;-]{12,}/g;

/**
 * A gateway's text as the log may show it: without the values of the cookies that were sent (gateways repeat them, also encoded),
 * without control characters, and short (security.md section 8).
 */
export function gatewayTextForLog(text: string, cookies: readonly MessageCookie[]): string {
  const spellings = cookies
    .flatMap(({ value }) => spellingsOf(value))
    .filter((spelling) => spelling !== '')
    // The longest first: a short value may be a part of a long one.
    .sort((a, b) => b.length - a.length);
  // Replaced before it is cut, or else a part of a ticket could stay at the end.
  const hidden = spellings.reduce((shown, spelling) => shown.replaceAll(spelling, '***'), text);
  return hidden
    .replace(LONG_WORD, hideUnlessWord)
    .slice(0, MAX_LENGTH)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escapeCharacter);
}

/** `NonLoginException` says what went wrong; what has digits or signs in it may be anything. */
function hideUnlessWord(run: string): string {
  return /^[A-Za-z]+$/.test(run) ? run : '***';
}

function spellingsOf(value: string): string[] {
  const percent = encodeURIComponent(value);
  const lowerCase = percent.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
  const base64 = Buffer.from(value).toString('base64');
  const hex = Buffer.from(value).toString('hex');
  const inUrls = [percent, lowerCase, encodeForm(value), encodeURIComponent(percent)];
  return [value, ...inUrls, base64, base64.replace(/=+$/, ''), hex, hex.toUpperCase()];
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
