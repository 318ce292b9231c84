import { HiddenMap } from './hidden-map.js';

const TAB = 0x09;
const SPACE = 0x20;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;

/**
 * Reads the `Cookie` header of a browser's request (RFC 6265 section 5.4): pairs between `;`, name and value at the first `=`, spaces
 * and tabs around them dropped, quotes around a value dropped, percent-escapes decoded where they are sound UTF-8 and left as they are
 * where not. Pieces without `=` or without a name are skipped.
 *
 * A name that comes twice with *different* values has the empty string here: a neighbour host may have planted one of them, and
 * nobody can tell which (security.md section 10). Read an empty value as "no such cookie".
 */
export function parseCookieHeader(header: string | undefined): HiddenMap {
  const cookies = new Map<string, string>();
  if (header === undefined) return new HiddenMap();
  for (let start = 0; start < header.length;) {
    let end = header.indexOf(';', start);
    if (end < 0) end = header.length;
    const piece = header.slice(start, end);
    start = end + 1;
    const equals = piece.indexOf('=');
    const name = trimSpace(piece.slice(0, Math.max(equals, 0)));
    if (name === '') continue;
    const value = decoded(unquoted(trimSpace(piece.slice(equals + 1))));
    const known = cookies.get(name);
    cookies.set(name, known === undefined || known === value ? value : '');
  }
  return new HiddenMap(cookies, true);
}

/**
 * Whether {@link parseCookieHeader} would find a cookie of this name, told without reading the header: for requests that have nothing
 * to do with a login, it costs one search and allocates nothing.
 */
export function cookieHeaderHas(header: string | undefined, name: string): boolean {
  if (header === undefined || name === '') return false;
  for (let at = header.indexOf(name); at >= 0; at = header.indexOf(name, at + 1)) {
    if (startsPiece(header, at) && endsName(header, at + name.length)) return true;
  }
  return false;
}

function startsPiece(header: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && isSpace(header.charCodeAt(before))) before -= 1;
  return before < 0 || header.charCodeAt(before) === SEMICOLON;
}

function endsName(header: string, at: number): boolean {
  let after = at;
  while (after < header.length && isSpace(header.charCodeAt(after))) after += 1;
  return header.charCodeAt(after) === EQUALS;
}

function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB;
}

function unquoted(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
