/** An http(s) URL that is spelled as the URL standard would spell its host. */
export interface HttpUrl {
  readonly url: URL;
  /** What was written after the authority: nothing, or text that begins with `/`, `?` or `#`. */
  readonly rest: string;
}

/** Exactly two slashes, and an authority without user information, escapes or letters beyond ASCII. */
const SHAPE = /^(https?):\/\/([A-Za-z0-9.:_[\]-]+)(?=[/?#]|$)/i;

/** URL parsers drop or replace these, so that what was checked would not be what is used. */
const ALTERED_BY_PARSERS = /[\p{Cc}\\]/u;

/**
 * Reads `http(s)://authority[rest]` whose authority, as written and lower-cased, is the canonical host, or the host name with the
 * default port spelled out. So no other parser can find another host in it: no `user@`, no escapes, no odd forms of addresses, no
 * empty port. Never throws.
 *
 * @returns `undefined` for every other text
 * @see security.md section 4, steps 2 and 3; WHATWG URL
 */
export function readHttpUrl(text: string): HttpUrl | undefined {
  const shape = SHAPE.exec(text);
  if (shape === null || ALTERED_BY_PARSERS.test(text) || text.endsWith(' ')) return undefined;
  const [start, scheme = '', authority = ''] = shape;
  const url = tryParse(text);
  if (url === undefined) return undefined;
  const written = authority.toLowerCase();
  const defaultPort = scheme.toLowerCase() === 'https' ? '443' : '80';
  if (written !== url.host && written !== `${url.hostname}:${defaultPort}`) return undefined;
  return { url, rest: text.slice(start.length) };
}

/**
 * Whether the value of a Host header is a host, perhaps with a port, in its canonical spelling (either case).
 * Node accepts any characters there.
 */
export function isCanonicalHost(host: string): boolean {
  return readHttpUrl(`http://${host}`)?.rest === '';
}

function tryParse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
