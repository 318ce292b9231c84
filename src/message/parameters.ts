import { SSOError } from '../errors.js';
import { decodeForm } from './form-encoding.js';
import { checkMessageCookieSizes } from './message-cookies.js';
import { checkSize, MESSAGE_LIMITS } from './message-limits.js';

/** The query parameters that make up a DSS message. The first alone makes a request a DSS request. */
export const MESSAGE_PARAMETERS = ['dssurl', 'cookies', 'workspace', 'appName', 'redirect'] as const;

/** A parameter of the DSS message; case matters. */
export type MessageParameter = (typeof MESSAGE_PARAMETERS)[number];

const PERCENT = 0x25;

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
  for (const parameter of rawParameters(query)) {
    if (messageParameterOf(parameter) === 'dssurl') return true;
  }
  return false;
}

/**
 * Reads all values of the message parameters by servlet rules: `&` alone separates, names and values are form-decoded, a parameter
 * without `=` is empty. Broken escapes in other parameters are no matter.
 *
 * @param query - raw, without `?`; ask {@link holdsMessage} first: the limits are those of a message
 * @returns for each message parameter that is there its decoded values in order
 * @throws {@link SSOError} `message-too-large` above a limit, which is checked first; `message-malformed` for a broken escape or bytes that
 * are not UTF-8 in a message parameter
 */
export function readMessageParameters(query: string): Map<MessageParameter, string[]> {
  checkSize('characters of the query', query.length, MESSAGE_LIMITS.query);
  const parameters = query.split('&').filter((parameter) => parameter !== '');
  checkSize('number of parameters', parameters.length, MESSAGE_LIMITS.parameters);
  const values = new Map<MessageParameter, string[]>();
  let undecodable: MessageParameter | undefined;
  for (const parameter of parameters) {
    const name = messageParameterOf(parameter);
    if (name === undefined) continue;
    const value = decodeForm(parameter.slice(endOfName(parameter) + 1));
    if (value === undefined) undecodable ??= name;
    else valuesOf(values, name).push(value);
  }
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
export function checkMessageSizes(values: ReadonlyMap<MessageParameter, readonly string[]>): void {
  for (const [name, texts] of values) {
    for (const text of texts) {
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
  let removed = false;
  let blank = true;
  for (const parameter of rawParameters(query)) {
    if (messageParameterOf(parameter) !== undefined) {
      removed = true;
      continue;
    }
    blank &&= parameter === '';
    kept.push(parameter);
  }
  if (!removed) return query;
  return blank ? '' : kept.join('&');
}

function* rawParameters(query: string): Generator<string> {
  for (let start = 0; start <= query.length;) {
    let end = query.indexOf('&', start);
    if (end < 0) end = query.length;
    yield query.slice(start, end);
    start = end + 1;
  }
}

function valuesOf(values: Map<MessageParameter, string[]>, name: MessageParameter): string[] {
  const known = values.get(name);
  if (known !== undefined) return known;
  const fresh: string[] = [];
  values.set(name, fresh);
  return fresh;
}

function messageParameterOf(parameter: string): MessageParameter | undefined {
  const end = endOfName(parameter);
  for (const name of MESSAGE_PARAMETERS) if (spells(parameter, end, name)) return name;
  return undefined;
}

/**
 * Whether the first `end` characters of a parameter decode to this ASCII name. Compared character by character, because decoding a
 * broken escape would throw, and a query of nothing else must not cost a thousand exceptions.
 */
function spells(parameter: string, end: number, name: string): boolean {
  let at = 0;
  for (let index = 0; index < name.length; index += 1) {
    let code = parameter.charCodeAt(at);
    if (code === PERCENT) {
      code = 16 * hexDigit(parameter.charCodeAt(at + 1)) + hexDigit(parameter.charCodeAt(at + 2));
      at += 2;
    }
    at += 1;
    if (code !== name.charCodeAt(index)) return false;
  }
  return at === end;
}

/** The value of a hexadecimal digit; NaN if it is none. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}

function endOfName(parameter: string): number {
  const equals = parameter.indexOf('=');
  return equals < 0 ? parameter.length : equals;
}
