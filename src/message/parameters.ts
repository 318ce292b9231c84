import { SSOError } from '../errors.js';
import { decodeForm } from './form-encoding.js';
import { checkMessageCookieSizes } from './message-cookies.js';
import { checkSize, MESSAGE_LIMITS } from './message-limits.js';

/** The query parameters that make up a DSS message. The first alone makes a request a DSS request. */
export const MESSAGE_PARAMETERS = ['dssurl', 'cookies', 'workspace', 'appName', 'redirect'] as const;

/** A parameter of the DSS message; case matters. */
export type MessageParameter = (typeof MESSAGE_PARAMETERS)[number];

/** The decoded values of each message parameter, in order; none where it is not there. */
export type MessageValues = Readonly<Record<MessageParameter, readonly string[]>>;

const PERCENT = 0x25;
const EQUALS = 0x3d;

/**
 * Finds the query in a request target or URL: what stands between the first `?` and the first `#` (security.md section 3).
 *
 * @returns the raw query without `?`, or `undefined` if there is no `?`, or a `#` comes before it
 */
export function queryOf(target: string): string | undefined {
  const start = target.indexOf('?');
  if (start < 0) return undefined;
  const hash = target.indexOf('#');
  if (hash < 0) return target.slice(start + 1);
  return hash < start ? undefined : target.slice(start + 1, hash);
}

/**
 * Whether a request target or URL carries a DSS message: one of its parameters' decoded name is exactly `dssurl`. Exact, and cheap
 * where there is none: without a query, or with one that has neither `dssurl` nor a percent sign, nothing is allocated.
 */
export function isDSSRequest(url: string): boolean {
  const start = url.indexOf('?');
  if (start < 0) return false;
  if (!url.includes('dssurl', start) && !url.includes('%', start)) return false;
  return holdsMessage(queryOf(url) ?? '');
}

/** Whether a raw query (without `?`) carries a DSS message: a parameter whose decoded name is exactly `dssurl`. */
export function holdsMessage(query: string): boolean {
  for (let start = 0; start <= query.length;) {
    const end = endOfParameter(query, start);
    if (endOfName(query, start, end, 'dssurl') >= 0) return true;
    start = end + 1;
  }
  return false;
}

/**
 * Reads all values of the message parameters by servlet rules: `&` alone separates, names and values are form-decoded, a parameter
 * without `=` is empty. Broken escapes in other parameters are no matter.
 *
 * @param query - raw, without `?`; ask {@link holdsMessage} first: the limits are those of a message
 * @returns for each message parameter its decoded values in order; an empty list where it is not there
 * @throws {@link SSOError} `message-too-large` above a limit, which is checked first; `message-malformed` for a broken escape or bytes that
 * are not UTF-8 in a message parameter
 */
export function readMessageParameters(query: string): MessageValues {
  checkSize('characters of the query', query.length, MESSAGE_LIMITS.query);
  const values: Record<MessageParameter, string[]> = {
    dssurl: [],
    cookies: [],
    workspace: [],
    appName: [],
    redirect: [],
  };
  let parameters = 0;
  let undecodable: MessageParameter | undefined;
  for (let start = 0; start <= query.length;) {
    const end = endOfParameter(query, start);
    if (end > start) parameters += 1;
    for (const name of MESSAGE_PARAMETERS) {
      const nameEnd = endOfName(query, start, end, name);
      if (nameEnd < 0) continue;
      const value = decodeForm(query.slice(nameEnd + 1, end));
      if (value === undefined) undecodable ??= name;
      else values[name].push(value);
      break;
    }
    start = end + 1;
  }
  checkSize('number of parameters', parameters, MESSAGE_LIMITS.parameters);
  checkMessageSizes(values);
  if (undecodable === undefined) return values;
  throw new SSOError(
    'message-malformed',
    `The parameter "${undecodable}" of the DSS message has a broken percent-escape, or its bytes are not UTF-8.`,
  );
}

/**
 * Refuses decoded message parameters that are too long.
 *
 * @throws {@link SSOError} `message-too-large`
 */
export function checkMessageSizes(values: MessageValues): void {
  for (const name of MESSAGE_PARAMETERS) {
    for (const text of values[name]) {
      if (name === 'cookies') checkMessageCookieSizes(text);
      else checkSize(`characters of ${name}`, text.length, MESSAGE_LIMITS[name]);
    }
  }
}

/**
 * Takes the message out of a query: every parameter whose decoded name is a message parameter's goes, all others stay byte for byte
 * and in order (security.md section 6).
 *
 * @param query - raw, without `?` and without a fragment
 * @returns what is left; empty if no parameter is, so that the caller can leave out the `?`
 */
export function withoutMessageParameters(query: string): string {
  const kept: string[] = [];
  for (let start = 0; start <= query.length;) {
    const end = endOfParameter(query, start);
    const isOfMessage = MESSAGE_PARAMETERS.some((name) => endOfName(query, start, end, name) >= 0);
    if (!isOfMessage) kept.push(query.slice(start, end));
    start = end + 1;
  }
  const left = kept.join('&');
  return left.length < query.length && /^&*$/.test(left) ? '' : left;
}

function endOfParameter(query: string, start: number): number {
  const end = query.indexOf('&', start);
  return end < 0 ? query.length : end;
}

/**
 * Where the name of the parameter from `start` to `end` ends, if it decodes to this ASCII name; else -1. Compared character by character,
 * because decoding a broken escape would throw, and a query of nothing else must not cost a thousand exceptions. Nothing is read beyond
 * the parameter: no name and no escape has the `&` that stands there.
 */
function endOfName(query: string, start: number, end: number, name: string): number {
  let at = start;
  for (let index = 0; index < name.length; index += 1) {
    let code = query.charCodeAt(at);
    if (code === PERCENT) {
      code = 16 * hexDigit(query.charCodeAt(at + 1)) + hexDigit(query.charCodeAt(at + 2));
      at += 2;
    }
    at += 1;
    if (code !== name.charCodeAt(index)) return -1;
  }
  return at === end || query.charCodeAt(at) === EQUALS ? at : -1;
}

/** The value of a hexadecimal digit; NaN if it is none. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}
