import { readHttpUrl } from '../message/http-url.js';

/** A base URL of the configuration. */
export interface GatewayAddress {
  /** Origin and base path, without a slash at the end. */
  readonly url: string;
  readonly origin: string;
  /** Empty, or leading segments such as `/dss-a`. */
  readonly basePath: string;
}

const SHAPE = /^https?:\/\/([^/\\?#]+)/i;
const WHITE_OR_CONTROL = /[\s\p{Cc}\\]/u;
const ENCODED_SEPARATOR = /%2e|%2f|%5c/i;
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:\/|$)/;

/**
 * Reads a configured base URL, as the URL standard does, and refuses what could not be meant or could not be compared
 * (security.md section 4).
 *
 * @returns the address, or what it must be instead; that text never repeats the value, which may hold a password
 */
export function readGatewayAddress(value: unknown): GatewayAddress | string {
  if (typeof value !== 'string' || value === '') return 'must be a base URL such as https://dss.example.com';
  if (WHITE_OR_CONTROL.test(value)) return 'must not contain white space, control characters or a backslash';
  const authority = SHAPE.exec(value)?.[1];
  if (authority === undefined) return 'must begin with http:// or https:// and a host, such as https://dss.example.com';
  if (authority.includes('@')) return 'must not contain a user name or password';
  if (/[?#]/.test(value)) return 'must have neither a query nor a fragment';
  if (/[*%]/.test(authority)) return 'must name one host in full: no wildcard, no percent-escape';
  if (!URL.canParse(value)) return 'has a host or port that is not valid';
  return readParsed(new URL(value), value);
}

/**
 * Whether a path can be compared as text: no empty, `.` or `..` segments, in no encoding, and no encoded slashes, which servers
 * resolve in different ways.
 */
export function isPlainPath(path: string): boolean {
  return !path.includes('//') && !ENCODED_SEPARATOR.test(path) && !DOT_SEGMENT.test(path);
}

/** Whether tickets sent there cross a network in clear: plain http to another machine. */
export function isInsecure(address: GatewayAddress): boolean {
  const { protocol, hostname } = new URL(address.url);
  const isLoopback = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  return protocol === 'http:' && !isLoopback;
}

function readParsed(url: URL, written: string): GatewayAddress | string {
  if (url.hostname.endsWith('.')) return 'must not have a dot at the end of its host';
  if (readHttpUrl(url.origin) === undefined) return 'has a host that browsers and servers may read differently';
  const path = written.replace(SHAPE, '');
  if (!isPlainPath(path)) return 'must have a plain path: no //, no . or .. segments, no %2e, %2f or %5c';
  const basePath = url.pathname.replace(/\/$/, '');
  return Object.freeze({ url: url.origin + basePath, origin: url.origin, basePath });
}
