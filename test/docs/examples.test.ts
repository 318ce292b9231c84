/** What examples/README.md promises: each is short, listed, and runs. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readText, ROOT } from './markdown.js';

const MAX_LINES = 40;
const examples = readdirSync(path.join(ROOT, 'examples')).filter((name) => name.endsWith('.ts') && name !== 'run.ts');

test.each(examples)(`%s has at most ${MAX_LINES} lines, and the table names it`, (name) => {
  expect(readText(`examples/${name}`).trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_LINES);
  expect(readText('examples/README.md')).toContain(`(${name})`);
});

test('own-tests-with-portal passes, with nothing else running', () => {
  const file = path.join(ROOT, 'build', 'examples', 'own-tests-with-portal.js');
  // Node's runner inside Jest's would report to it, and not to us.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const run = spawnSync(process.execPath, ['--test', '--test-reporter=tap', file], { encoding: 'utf8', env });
  expect(run.stdout).toMatch(/^# pass 3$/m);
  expect(run.stdout).toMatch(/^# fail 0$/m);
  expect(run.status).toBe(0);
});
