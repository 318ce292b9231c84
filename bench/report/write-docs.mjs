// Puts the report between two markers of a document, in place of the one that was there: for each release of Node.js its own.
import { readFileSync, writeFileSync } from 'node:fs';

export function replaceBetweenMarkers(text, report, release) {
  const mark = (end) => `<!-- measured on Node.js ${release}: ${end} -->`;
  const begin = text.indexOf(mark('begin'));
  const end = text.indexOf(mark('end'));
  if (begin < 0 || end < begin) {
    throw new Error(
      `the document has no place for Node.js ${release}: it needs the lines ${mark('begin')} and ${mark('end')}`,
    );
  }
  return `${text.slice(0, begin + mark('begin').length)}\n\n${report}\n\n${text.slice(end)}`;
}

export function writeDocs(file, report) {
  const [release] = process.versions.node.split('.');
  writeFileSync(file, replaceBetweenMarkers(readFileSync(file, 'utf8'), report, release));
}
