/** What `encodeURIComponent` leaves alone and Java's `URLEncoder` does not, and the space, which both write in ways of their own. */
const JAVA_DIFFERS = /[!'()~ ]/;
/** The same in what `encodeURIComponent` gives. */
const DIFFERENT = /[!'()~]|%20/g;

/**
 * Form-encodes as Java's `URLEncoder` does with UTF-8: letters, digits and `*-._` stay, a space becomes `+`, all else is
 * percent-encoded in upper case.
 *
 * @param text - must be well-formed: half of a surrogate pair is a `URIError`
 */
export function encodeForm(text: string): string {
  const encoded = encodeURIComponent(text);
  if (!JAVA_DIFFERS.test(text)) return encoded;
  return encoded.replace(DIFFERENT, (found) =>
    found === '%20' ? '+' : `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Decodes one name or value of a query: `+` is a space, then percent-escapes, then strict UTF-8 (no overlong forms, no surrogates).
 *
 * @returns `undefined` if an escape is broken or the bytes are not UTF-8
 */
export function decodeForm(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}
