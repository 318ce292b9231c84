import { SSOError } from '../errors.js';

const MAX_WORKSPACE_ID = 2_147_483_647;

/** Controls, invisible formatting, line and paragraph separators, and halves of a surrogate pair. */
const UNCLEAN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const OUTER_SPACE = /^\p{Zs}|\p{Zs}$/u;
const COOKIE_OCTETS = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const WORKSPACE_ID_DIGITS = /^[1-9][0-9]{0,9}$/;

/**
 * Whether a text can be the name of a user, a workspace or an app: 1 to `max` UTF-16 code units of well-formed Unicode, no control,
 * formatting or separator character (Cc, Cf, Zl, Zp), and no space of any kind at either end (security.md section 3). Nothing is
 * folded: names are opaque and compared exactly.
 */
export function isCleanName(text: string, max: number): boolean {
  return text.length >= 1 && text.length <= max && !UNCLEAN.test(text) && !OUTER_SPACE.test(text);
}

/**
 * Refuses a name of a message that {@link isCleanName} does not accept.
 *
 * @param thing - where the name stands, as an operator knows it
 * @throws {@link SSOError} `message-malformed`
 */
export function checkCleanName(thing: string, text: string, max: number): void {
  if (isCleanName(text, max)) return;
  throw new SSOError(
    'message-malformed',
    `The ${thing} of the DSS message has a space at an end, or a control or invisible character.`,
  );
}

/** Whether a text can be sent as a cookie's value as it is: only cookie-octets of RFC 6265 section 4.1.1. The empty text can. */
export function isCookieOctets(text: string): boolean {
  return COOKIE_OCTETS.test(text);
}

/** Whether a text is a workspace id: decimal, 1 to 2147483647, no sign and no leading zero (security.md T43). */
export function isWorkspaceId(text: string): boolean {
  return WORKSPACE_ID_DIGITS.test(text) && Number(text) <= MAX_WORKSPACE_ID;
}
