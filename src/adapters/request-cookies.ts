import { encodeCookieValue } from '../plugin/cookie.js';

/**
 * A request's Cookie header with a cookie set, or removed where `value` is `undefined`.
 * @returns `undefined` when no cookie is left
 */
export function withCookie(header: string | undefined, name: string, value: string | undefined): string | undefined {
  const kept = (header ?? '').split(';').filter((pair) => pair.trim() !== '' && nameOf(pair) !== name);
  const pairs = [
    ...kept.map((pair) => pair.trim()),
    ...(value === undefined ? [] : [`${name}=${encodeCookieValue(value)}`]),
  ];
  return pairs.length === 0 ? undefined : pairs.join('; ');
}

function nameOf(pair: string): string {
  const equals = pair.indexOf('=');
  return (equals < 0 ? pair : pair.slice(0, equals)).trim();
}
