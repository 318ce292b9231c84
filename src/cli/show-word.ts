import { toPrintable } from './printable.js';

/** Tickets are longer. */
const LONGEST_SHOWN = 20;

/** A word of the command line that means nothing, as it may be shown: it may be a ticket, or a URL with one, out of its place. */
export function showWord(word: string): string {
  const [name = ''] = word.split('=');
  return name.length > LONGEST_SHOWN ? `a word of ${name.length} characters` : toPrintable(name);
}
