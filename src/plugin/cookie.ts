import { stringifySetCookie } from 'cookie';
import { isCookieOctets } from '../message/names.js';
import { isCookieToken } from './cookie-name.js';

/**
 * A cookie an interceptor wants to be set. What is missing gets the safe default: HttpOnly, SameSite=Lax, Path=/, Secure over TLS, no
 * Domain, gone when the browser closes. With the option `embedded` the defaults are SameSite=None, Secure and Partitioned.
 */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Milliseconds; the browser gets whole seconds. @default until the browser closes */
  readonly maxAge?: number;
  readonly path?: string;
  readonly domain?: string;
  readonly httpOnly?: boolean;
  readonly secure?: boolean | 'auto';
  readonly sameSite?: 'lax' | 'strict' | 'none';
  readonly partitioned?: boolean;
}

/** Where a cookie stands in the browser: a removal must name the same place. */
export interface CookiePlace {
  readonly name: string;
  readonly path: string;
  readonly domain?: string;
  /** Browsers keep partitioned cookies in a jar of their own per top-level site (CHIPS). */
  readonly partitioned?: boolean;
}

/** A cookie ready for an answer. `value` is `undefined` when it is removed. */
export interface ResponseCookie extends CookiePlace {
  readonly value: string | undefined;
  /** The text of the `Set-Cookie` header. */
  readonly header: string;
}

/** How cookies of this request are to look by default. */
export interface CookieDefaults {
  readonly secure: boolean;
  readonly embedded: boolean;
  readonly sameSite?: 'lax' | 'strict' | 'none';
}

/** What browsers keep of one cookie (RFC 6265bis section 5.6): more would be dropped without a word. */
const MAX_COOKIE_BYTES = 4096;

const PATH = /^\/[\x20-\x3a\x3c-\x7e]*$/;
const SAME_SITE: readonly unknown[] = ['lax', 'strict', 'none'];
const DOMAIN = /^\.?[0-9A-Za-z](?:[0-9A-Za-z.-]{0,251}[0-9A-Za-z])?$/;

/**
 * Serialises a cookie with the defaults of {@link Cookie}.
 * @throws `TypeError` if a part of it cannot stand in a cookie, or name and value are longer than 4096 bytes together
 */
export function toResponseCookie(cookie: Cookie, defaults: CookieDefaults): ResponseCookie {
  const place = placeOf(cookie, defaults);
  const value = encodeCookieValue(cookie.value);
  if (cookie.name.length + value.length > MAX_COOKIE_BYTES) {
    throw new TypeError(`the cookie ${cookie.name} is longer than ${MAX_COOKIE_BYTES} bytes: browsers would drop it`);
  }
  const attributes = attributesOf(cookie, defaults);
  const maxAge = cookie.maxAge === undefined ? {} : { maxAge: Math.floor(cookie.maxAge / 1000) };
  return { ...place, value: cookie.value, header: stringify(place, value, { ...attributes, ...maxAge }) };
}

/** The removal of a cookie that stands at this place. */
export function toRemovedCookie(place: CookiePlace, defaults: CookieDefaults): ResponseCookie {
  const attributes = attributesOf(place, defaults);
  return { ...place, value: undefined, header: stringify(place, '', { ...attributes, maxAge: 0 }) };
}

function placeOf(cookie: Cookie, defaults: CookieDefaults): CookiePlace {
  const { name, value, path = '/', domain, maxAge, sameSite } = cookie;
  if (typeof name !== 'string' || !isCookieToken(name))
    throw new TypeError('a cookie needs a name of token characters (RFC 6265)');
  if (typeof value !== 'string') throw new TypeError(`the cookie ${name} needs a value that is text`);
  if (!PATH.test(path))
    throw new TypeError(`the cookie ${name} needs a path that begins with / and has no control character or ;`);
  if (domain !== undefined && !DOMAIN.test(domain))
    throw new TypeError(`the cookie ${name} has a domain that is no host name`);
  if (maxAge !== undefined && !Number.isFinite(maxAge))
    throw new TypeError(`the cookie ${name} needs a maxAge in milliseconds`);
  if (sameSite !== undefined && !SAME_SITE.includes(sameSite))
    throw new TypeError(`the cookie ${name} has a sameSite that is not 'lax', 'strict' or 'none'`);
  if (name.startsWith('__Host-') && (path !== '/' || domain !== undefined)) {
    throw new TypeError(`the cookie ${name} must have the path / and no domain: its prefix says so`);
  }
  const { partitioned } = attributesOf(cookie, defaults);
  return { name, path, ...(domain !== undefined && { domain }), ...(partitioned && { partitioned }) };
}

interface Attributes {
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: 'lax' | 'strict' | 'none';
  readonly partitioned: boolean;
  readonly maxAge?: number;
}

function attributesOf(cookie: Partial<Cookie>, defaults: CookieDefaults): Attributes {
  const isSecure = cookie.secure === undefined || cookie.secure === 'auto' ? defaults.secure : cookie.secure;
  return {
    httpOnly: cookie.httpOnly ?? true,
    secure: isSecure,
    sameSite: cookie.sameSite ?? (defaults.embedded && isSecure ? 'none' : (defaults.sameSite ?? 'lax')),
    partitioned: cookie.partitioned ?? (defaults.embedded && isSecure),
  };
}

function stringify(place: CookiePlace, value: string, attributes: Attributes): string {
  return stringifySetCookie({ ...place, ...attributes, value }, { encode: (text) => text });
}

/** DSS's own cookies travel raw (Base64 has `=`, `+`, `/`); what a cookie cannot hold is percent-encoded, as cookie-parser expects. */
export function encodeCookieValue(value: string): string {
  return isCookieOctets(value) && !value.includes('%') ? value : encodeURIComponent(value);
}
