import { MESSAGE_PARAMETERS } from './parameters.js';

const BLANK = '***';

/** A message inside a value (`next=%2Fpage%3Fdssurl%3D...`) is encoded once more than its host. Deeper nesting than this is blanked unread. */
const MAX_DECODINGS = 4;

const ESCAPE = /%([0-9A-Fa-f]{2})/g;
const NESTED = new RegExp(`(?:^|[^A-Za-z0-9_.-])(?:${MESSAGE_PARAMETERS.join('|')})(?:\\[[^=]{0,16})?=`);

/**
 * Blanks the DSS message in a URL, so that it can be logged: the values of message parameters become `***`, in any encoding of their
 * names, in the query and in the fragment, and so does any value that has a message inside (security.md section 13). Made for access
 * logs that are mounted before the filter. When in doubt it blanks too much: a value reaches to the next `&`, across `#` and `?`.
 *
 * @param url - an absolute URL, a path, or a query that begins with `?`
 * @returns the URL to log; never throws
 * @example
 * redactUrl('/page?tab=2&dssurl=https%3A%2F%2Fdss.example.com&cookies=...'); // '/page?tab=2&dssurl=***&cookies=***'
 */
export function redactUrl(url: string): string {
  if (typeof url !== 'string') return BLANK;
  const start = url.search(/[?#]/);
  if (start < 0) return holdsNestedMessage(url) ? BLANK : url;
  const head = url.slice(0, start);
  const parameters = url.slice(start + 1).split('&');
  const blanked = parameters.map(redactParameter).join('&');
  return (holdsNestedMessage(head) ? BLANK : head) + url.charAt(start) + blanked;
}

function redactParameter(parameter: string): string {
  if (!holdsNestedMessage(parameter)) return parameter;
  const name = parameter.slice(0, Math.max(parameter.indexOf('='), 0));
  return name === '' || holdsNestedMessage(name) ? BLANK : `${name}=${BLANK}`;
}

function holdsNestedMessage(text: string): boolean {
  let decoded = text;
  for (let round = 0; round < MAX_DECODINGS; round += 1) {
    if (NESTED.test(decoded)) return true;
    const next = decodeBytes(decoded);
    if (next === decoded) return false;
    decoded = next;
  }
  return true;
}

/** Message parameters are ASCII, so bytes will do; decoding as UTF-8 would stop at the first broken escape and miss what comes after it. */
function decodeBytes(text: string): string {
  return text.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
