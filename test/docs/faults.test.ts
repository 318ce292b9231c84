/** The table of faults in docs/operations.md is whole, and holds its own tests. That these are there, and ran, is checked with the ledger. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readText, ROOT, tablesOf } from './markdown.js';
import { testTitlesOf } from './test-titles.js';

const FILES = [
  'test/redis/faults.test.ts',
  ...readdirSync(path.join(ROOT, 'test/faults'))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/faults/${name}`),
];
const [head = [], ...rows] = tablesOf(readText('docs/operations.md')).find(([first]) => first?.[0] === 'id') ?? [];

test('faults are numbered, and each tells what people see, what the log says and what to do', () => {
  expect(head).toEqual(['id', 'what fails', 'people see', 'the log says', 'what to do', 'shown by']);
  expect(rows.map(([id]) => id)).toEqual(rows.map((_row, index) => `F${index + 1}`));
  expect(rows.flat().filter((cell) => cell === '')).toEqual([]);
});

test.each(FILES)('each test of %s belongs to a fault', (file) => {
  const shown = rows.map((row) => row.at(-1) ?? '').join('\n');
  const unnamed = testTitlesOf(file).filter(({ name }) => !toPattern(`\`${file} › ${name}\``).test(shown));
  expect(unnamed.map(({ name }) => name)).toEqual([]);
});

test('what the log says is asserted where it is in quotation marks', () => {
  const promised = rows.filter((row) => row[3]?.includes('"') === true).map(([id = '']) => id);
  const asserted = FILES.flatMap((file) => [...readText(file).matchAll(/'(F\d+)'/g)].map(([, id = '']) => id));
  expect([...new Set(asserted)].sort()).toEqual(promised.sort());
});

function toPattern(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '[^`]+'));
}
