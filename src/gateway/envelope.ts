import type { OutboundResponse } from '../outbound/send.js';

/**
 * What an answer of a gateway means. `reason` is for an operator and made of our own words and numbers; `text` is the gateway's, for
 * the log at debug only; `errCodes` are DSS's error numbers in that text.
 */
export type EnvelopeReading =
  | { readonly kind: 'data'; readonly data: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'refusal';
      readonly code: 'ticket-rejected' | 'gateway-error' | 'gateway-bad-answer';
      readonly reason: string;
      readonly text: string;
      readonly errCodes: readonly number[];
    };

type RefusalCode = Extract<EnvelopeReading, { kind: 'refusal' }>['code'];

const JSON_TYPE = /^(?:application\/json|[\w.!#$&^-]+\/[\w.!#$&^-]+\+json)$/i;
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i;
const ERR_CODE = /errCode: ?(\d{1,9})(?!\d)/g;

/** DSS's number for "not logged in", which `user/userInfo` gives with HTTP 400 and status 1. */
const NOT_LOGGED_IN = 11002;

/**
 * Reads an answer `{"method", "status", "message", "data"}`. Only an answer that is in order in every point is a yes; a ticket is
 * rejected by HTTP 401, by status -1 and by status 1 with a text that says so. Never throws.
 *
 * Stricter than the Java client, which takes a missing status, or status 0 under HTTP 500, for a yes.
 *
 * @see security.md section 8; sso.md section 3
 */
export function readEnvelope({ status: httpStatus, headers, body }: OutboundResponse): EnvelopeReading {
  const http = `HTTP ${httpStatus}`;
  if (httpStatus >= 300 && httpStatus < 400)
    return refusal('gateway-bad-answer', `${http}: a redirect, which is not followed`);

  const envelope = isJson(headers['content-type'], body) ? parseObject(body) : undefined;
  const status = envelope === undefined ? undefined : own(envelope, 'status');
  const message = envelope === undefined ? undefined : own(envelope, 'message');
  const text = typeof message === 'string' ? message : '';
  const shown = typeof status === 'number' ? `${http}, status ${status}` : http;

  if (httpStatus === 401 || status === -1 || (status === 1 && saysNotLoggedIn(text)))
    return refusal('ticket-rejected', shown, text);
  if (httpStatus >= 500 || isErrorStatus(status)) return refusal('gateway-error', shown, text);
  if (envelope === undefined) return refusal('gateway-bad-answer', `${http} without a JSON object`);
  if (status !== 0) return refusal('gateway-bad-answer', `${shown}, no status that DSS has`, text);
  if (httpStatus !== 200) return refusal('gateway-bad-answer', `${shown}, which contradict each other`, text);
  const data = own(envelope, 'data');
  return isObject(data) ? { kind: 'data', data } : refusal('gateway-bad-answer', `${shown}, but no data`, text);
}

/** A property of the object itself: `constructor` and the like are no data. */
export function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusal(code: RefusalCode, reason: string, text = ''): EnvelopeReading {
  return { kind: 'refusal', code, reason, text, errCodes: errCodesIn(text) };
}

/** "login failed" says nothing: it stands before every exception. */
function saysNotLoggedIn(text: string): boolean {
  return errCodesIn(text).includes(NOT_LOGGED_IN) || /not logged in/i.test(text) || text.includes('尚未登录');
}

function errCodesIn(text: string): number[] {
  return Array.from(text.matchAll(ERR_CODE), ([, digits]) => Number(digits));
}

function isErrorStatus(status: unknown): boolean {
  return status === 1 || status === 2 || status === 3 || status === 4;
}

/**
 * JSON is UTF-8 whatever a charset parameter says (RFC 8259 section 11). Where another charset is named and matters, a name in it could
 * read as somebody else's.
 */
function isJson(contentType = '', body: Buffer): boolean {
  if (!JSON_TYPE.test(contentType.split(';', 1)[0]?.trim() ?? '')) return false;
  const [, charset = 'utf-8'] = CHARSET.exec(contentType) ?? [];
  return /^utf-?8$/i.test(charset) || body.every((byte) => byte < 0x80);
}

function parseObject(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
