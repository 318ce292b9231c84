/** The table of docs/operations.md, as the tests of faults hold the log against it. */
import { readText, tablesOf } from '../docs/markdown.js';

const ROWS = tablesOf(readText('docs/operations.md')).find(([head]) => head?.includes('the log says')) ?? [];
const LOG = ROWS[0]?.indexOf('the log says') ?? -1;

/** The sentences that the table promises for a fault, in quotation marks; `…` stands for what differs. */
function documentedLines(id: string): RegExp[] {
  const row = ROWS.find(([first]) => first === id);
  if (row === undefined) throw new Error(`docs/operations.md has no fault ${id}`);
  return [...(row[LOG] ?? '').matchAll(/"([^"]+)"/g)].map(([, sentence = '']) => toPattern(sentence));
}

/** Each sentence the table promises for this fault is in the log. */
export function expectDocumented(id: string, lines: readonly string[]): void {
  const patterns = documentedLines(id);
  expect(patterns.length).toBeGreaterThan(0);
  for (const pattern of patterns) expect(lines.join('\n')).toMatch(pattern);
}

function toPattern(sentence: string): RegExp {
  return new RegExp(sentence.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*'));
}
