/** The script that holds the ledgers of threats and of faults against the results of the tests, on ledgers and results that are made up. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './markdown.js';

const LEDGER = `# Security

### T1: A threat

A stranger does what strangers do.

- **Defence**: a defence
- **Proof**:
  - \`test/a.test.ts › a wall › holds\`
  - \`test/b.test.ts › … › holds, too\`

### P1: A promise

- **Proof**:
  - \`test/a.test.ts › a wall › holds\`

## Faults

| id  | what fails | shown by |
| --- | --- | --- |
| F1  | a \\| b | \`test/a.test.ts › a wall › holds\`<br>\`test/f.test.ts › a fault\` |

## Other

- \`test/c.test.ts › no proof: it stands below no entry\`
`;

interface Result {
  readonly file: string;
  readonly names: readonly string[];
  readonly status: string;
}

const passed = (file: string, ...names: string[]): Result => ({ file, names, status: 'passed' });
const HOLDS = passed('test/a.test.ts', 'a wall', 'holds');
const HOLDS_TOO = passed('test/b.test.ts', 'Koa (3)', 'a wall', 'holds, too');
const FAULT = passed('test/f.test.ts', 'a fault');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dss-sso-ledger-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** One file of results for each run of Jest. */
function check(runs: readonly (readonly Result[])[], ledger = LEDGER): { status: number | null; output: string } {
  const ledgerFile = path.join(folder, 'ledger.md');
  writeFileSync(ledgerFile, ledger);
  runs.forEach((results, index) => {
    const testResults = results.map(({ file, names, status }) => ({
      name: path.join(ROOT, file),
      assertionResults: [{ ancestorTitles: names.slice(0, -1), title: names.at(-1), status }],
    }));
    writeFileSync(path.join(folder, `run-${index}.json`), JSON.stringify({ testResults }));
  });
  const script = path.join(ROOT, 'scripts/check-ledger.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder, ledgerFile], { encoding: 'utf8' });
  return { status, output: stderr + stdout };
}

test('all is well where every named test is in one of the results, and passed', () => {
  expect(
    check([
      [HOLDS, passed('test/d.test.ts', 'is not named')],
      [HOLDS_TOO, FAULT],
    ]),
  ).toEqual({
    status: 0,
    output: 'ledger: 1 threats, 1 faults, 3 tests named, all ran and passed\n',
  });
});

test('results of something else than Jest are left alone', () => {
  writeFileSync(path.join(folder, 'test-interop.json'), '{"numPassedTests":7}');
  expect(check([[HOLDS, HOLDS_TOO, FAULT]]).status).toBe(0);
});

test.each<[string, readonly Result[], readonly string[]]>([
  ['did not run', [HOLDS_TOO], ['T1: did not run: test/a.test.ts › a wall › holds', 'P1: did not run: test/a.test.ts']],
  ['is named in a row of a table, and did not run', [HOLDS, HOLDS_TOO], ['F1: did not run: test/f.test.ts › a fault']],
  ['ran in another file', [passed('test/x.test.ts', 'a wall', 'holds'), HOLDS_TOO], ['T1: did not run']],
  ['has another name', [passed('test/a.test.ts', 'a wall', 'holds.'), HOLDS_TOO], ['T1: did not run']],
  ['has a name with more in front', [passed('test/a.test.ts', 'x', 'a wall', 'holds'), HOLDS_TOO], ['T1: did not run']],
  ['failed', [{ ...HOLDS, status: 'failed' }, HOLDS_TOO], ['T1: failed: test/a.test.ts › a wall › holds']],
  ['was skipped', [{ ...HOLDS, status: 'pending' }, HOLDS_TOO], ['T1: pending: test/a.test.ts › a wall › holds']],
  ['is still to be written', [{ ...HOLDS, status: 'todo' }, HOLDS_TOO], ['T1: todo']],
  ['passed once and failed once', [HOLDS, { ...HOLDS, status: 'failed' }, HOLDS_TOO], ['T1: failed']],
  [
    'is one of many that a pattern names, and failed',
    [HOLDS, HOLDS_TOO, { file: 'test/b.test.ts', names: ['Koa 2', 'holds, too'], status: 'failed' }],
    ['T1: failed: test/b.test.ts › Koa 2 › holds, too'],
  ],
  ['matches a pattern by its end alone', [HOLDS, passed('test/b.test.ts', 'holds, too')], ['T1: did not run']],
])('a test that %s is a problem', (_what, results, problems) => {
  const { status, output } = check([results]);
  expect(status).toBe(1);
  for (const problem of problems) expect(output).toContain(problem);
  expect(output).toMatch(/ledger: 1 threats, 1 faults, 3 tests named, \d+ problems\n$/);
});

test('without any result nothing has run', () => {
  const { status, output } = check([]);
  expect([status, output.match(/did not run/g)?.length]).toEqual([1, 5]);
});

test.each([
  ['has a line that names no test', LEDGER.replace('`test/b.test.ts › …', '`b › …')],
  ['has a row that names no test', LEDGER.replace('<br>`test/f.test.ts › a fault`', '<br>a fault')],
  ['names nothing at all', '# Security\n'],
])('a ledger that %s is a problem', (_what, ledger) => {
  expect(check([[HOLDS, HOLDS_TOO, FAULT]], ledger).status).toBe(1);
});
