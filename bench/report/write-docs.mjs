// Puts the report between two markers of a document, in place of the one that was there.
import { readFileSync, writeFileSync } from 'node:fs';

export const BEGIN = '<!-- measured: begin -->';
export const END = '<!-- measured: end -->';

export function replaceBetweenMarkers(text, report) {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the document needs the lines ${BEGIN} and ${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${report}\n\n${text.slice(end)}`;
}

export function writeDocs(file, report) {
  writeFileSync(file, replaceBetweenMarkers(readFileSync(file, 'utf8'), report));
}
