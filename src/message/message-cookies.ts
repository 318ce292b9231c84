import { SSOError } from '../errors.js';
import { WORKSPACE_NAME } from './cookie-names.js';
import { HiddenMap } from './hidden-map.js';
import { checkSize, MESSAGE_LIMITS } from './message-limits.js';

/**
 * Cuts characters up to U+0020 off both ends, as Java's `String.trim` does. JavaScript's own knows other spaces, and fewer controls.
 *
 * @param from, to - the part of the text that is meant @default all of it
 */
export function trimAsJava(text: string, from = 0, to = text.length): string {
  let start = from;
  let end = to;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end);
}

/**
 * Refuses the decoded value of the parameter `cookies` if it, the number of its pairs, a name or a value is too long. Syntax is no
 * matter here: all sizes of a message are checked before it.
 *
 * @throws {@link SSOError} `message-too-large`
 */
export function checkMessageCookieSizes(text: string): void {
  checkSize('characters of cookies', text.length, MESSAGE_LIMITS.cookies);
  if (isSmall(text)) return;
  const pieces = piecesOf(text);
  checkSize('number of cookies', pieces.length, MESSAGE_LIMITS.cookiePairs);
  for (const piece of pieces) {
    const [name, value] = halvesOf(piece);
    if (value === undefined) continue;
    checkSize('characters of the name of a cookie', name.length, MESSAGE_LIMITS.cookieName);
    checkSize('characters of a cookie', value.length, MESSAGE_LIMITS.cookieValue);
    if (name === WORKSPACE_NAME) checkSize('characters of workspaceName', value.length, MESSAGE_LIMITS.workspace);
  }
}

/**
 * Reads the decoded value of the parameter `cookies`: pieces between `;`, name and value at the first `=`, both trimmed as Java does,
 * blank pieces skipped (security.md section 7). All pairs come back in order, so that a name given twice can be seen.
 *
 * @throws {@link SSOError} `message-malformed` if a piece has no `=`; `message-too-large` above a limit
 */
export function messageCookiePairs(text: string): [string, string][] {
  checkMessageCookieSizes(text);
  return pairsOf(text);
}

/**
 * The same for a text whose sizes {@link checkMessageCookieSizes} has checked.
 *
 * @throws {@link SSOError} `message-malformed` if a piece has no `=`
 */
function pairsOf(text: string): [string, string][] {
  return piecesOf(text).map((piece) => {
    const [name, value] = halvesOf(piece);
    if (value !== undefined) return [name, value];
    throw new SSOError(
      'message-malformed',
      'A piece of the parameter "cookies" of the DSS message has no "=". It must read name=value;name=value, percent-encoded.',
    );
  });
}

/**
 * Reads the decoded value of the parameter `cookies`, whose sizes {@link checkMessageCookieSizes} has checked; of several cookies with
 * one name the last wins, as in the Java plug-in.
 *
 * @throws {@link SSOError} `message-malformed` if a piece has no `=`
 */
export function splitMessageCookies(text: string): HiddenMap {
  return new HiddenMap(pairsOf(text));
}

/** Whether nothing can be over a limit, told without cutting: pieces within the smallest of the limits, and not too many of them. */
function isSmall(text: string): boolean {
  let pieces = 0;
  for (let start = 0; start < text.length; pieces += 1) {
    const end = endOfPiece(text, start);
    if (end - start > MESSAGE_LIMITS.cookieName) return false;
    start = end + 1;
  }
  return pieces <= MESSAGE_LIMITS.cookiePairs;
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start);
    const piece = trimAsJava(text, start, end);
    if (piece !== '') pieces.push(piece);
    start = end + 1;
  }
  return pieces;
}

function endOfPiece(text: string, start: number): number {
  const end = text.indexOf(';', start);
  return end < 0 ? text.length : end;
}

function halvesOf(piece: string): [name: string, value: string | undefined] {
  const equals = piece.indexOf('=');
  return equals < 0 ? [piece, undefined] : [trimAsJava(piece, 0, equals), trimAsJava(piece, equals + 1)];
}
