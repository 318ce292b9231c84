import { queryOf, withoutMessageParameters } from '../message/parameters.js';

/**
 * The page of a request without its message, as a *relative* reference: it cannot leave this host, and stays below whatever prefix a
 * proxy has taken away (security.md section 6).
 *
 * @param target - the raw request target
 */
export function cleanUrl(target: string): string {
  const path = target.slice(0, endOfPath(target));
  const segment = path.slice(path.lastIndexOf('/') + 1);
  const query = withoutMessageParameters(queryOf(target) ?? '');
  return `./${escapeSegment(segment)}${query === '' ? '' : `?${escapeRest(query)}`}`;
}

/** A URL the app sees (a target, or the part of it a router has left) without the message's parameters; all else byte for byte. */
export function withoutMessage(url: string): string {
  const query = queryOf(url);
  if (query === undefined) return url;
  const start = url.indexOf('?');
  const rest = withoutMessageParameters(query);
  if (rest === query) return url;
  return url.slice(0, start) + (rest === '' ? '' : `?${rest}`) + url.slice(start + 1 + query.length);
}

function endOfPath(target: string): number {
  const end = target.search(/[?#]/);
  return end === -1 ? target.length : end;
}

/** A backslash is a slash to browsers. */
function escapeSegment(segment: string): string {
  return escapeRest(segment).replaceAll('\\', '%5C');
}

/** What a header field cannot hold: control characters and spaces, and bytes beyond ASCII, which Node shows as Latin-1 characters. */
function escapeRest(text: string): string {
  return text.replace(/[^\x21-\x7e]+/g, (run) =>
    (isLatin1(run) ? Buffer.from(run, 'latin1') : Buffer.from(run)).reduce(
      (escaped, byte) => `${escaped}%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      '',
    ),
  );
}

function isLatin1(text: string): boolean {
  return Array.from(text).every((character) => (character.codePointAt(0) ?? 0) <= 0xff);
}
