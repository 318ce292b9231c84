/** What the tables of `npm run bench` are made of. The measurements themselves need an install of their own, and run by hand. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const BENCH = pathToFileURL(path.join(__dirname, '..', '..', 'bench')).href;

/** What each of the calls gives, or the name and text of its error. In a process of Node's own: Jest does not load ES modules. */
function outcomes(file: string, name: string, ...calls: readonly (readonly unknown[])[]): unknown[] {
  const script = `
    const { ${name} } = await import('${BENCH}/${file}');
    const outcomes = ${JSON.stringify(calls)}.map((args) => {
      try {
        return ${name}(...args);
      } catch (error) {
        return String(error);
      }
    });
    process.stdout.write(JSON.stringify(outcomes));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })) as [];
}

describe('the statistics of a series', () => {
  test('the median is the middle value, or between the two in the middle, whatever the order', () => {
    expect(outcomes('statistics.mjs', 'median', [[3, 1, 2]], [[4, 1, 3, 2]], [[5]])).toEqual([2, 2.5, 5]);
  });

  test('numbers are in order by value, not by their text', () => {
    expect(outcomes('statistics.mjs', 'median', [[100, 9, 10]])).toEqual([10]);
  });

  test('a quantile lies between two values in proportion', () => {
    const values = [10, 20, 30, 40];
    const calls = [0, 0.25, 0.5, 0.75, 1].map((p) => [values, p]);
    expect(outcomes('statistics.mjs', 'quantile', ...calls)).toEqual([10, 17.5, 25, 32.5, 40]);
  });

  test('there is none of no values', () => {
    expect(outcomes('statistics.mjs', 'median', [[]])).toEqual(['TypeError: there is no quantile of no values']);
  });

  test('a summary has spread and samples, in the order in which they were measured', () => {
    expect(outcomes('statistics.mjs', 'summarise', [[4, 1, 3, 2, 5]])).toEqual([
      { median: 3, min: 1, max: 5, q1: 2, q3: 4, samples: [4, 1, 3, 2, 5] },
    ]);
  });
});

describe('a comparison', () => {
  test('is by rounds: a machine that gets slower for both changes no ratio', () => {
    const ratios = outcomes('statistics.mjs', 'pairedRatios', [
      [90, 45, 9],
      [100, 50, 10],
    ]);
    expect(ratios).toEqual([[0.9, 0.9, 0.9]]);
  });

  test('needs as many rounds of one as of the other', () => {
    expect(outcomes('statistics.mjs', 'pairedRatios', [[1, 2], [1]])).toEqual([expect.stringContaining('TypeError')]);
  });

  test('goes through all contestants in each round, every other round backwards', () => {
    expect(outcomes('statistics.mjs', 'roundOrder', [3, 0], [3, 1], [3, 2])).toEqual([
      [0, 1, 2],
      [2, 1, 0],
      [0, 1, 2],
    ]);
  });
});

describe('the report', () => {
  test('has its numbers under each other', () => {
    const columns = ['contestant', 'ns'];
    const rows = [
      ['a', '1,000'],
      ['bc', '7'],
    ];
    expect(outcomes('report/markdown.mjs', 'markdownTable', [columns, rows])).toEqual([
      ['| contestant |    ns |', '| ---------- | ----: |', '| a          | 1,000 |', '| bc         |     7 |'].join(
        '\n',
      ),
    ]);
  });

  test('takes the place of the one before it in a document, and of nothing else', () => {
    const block = (release: number, report: string): string =>
      `<!-- measured on Node.js ${release}: begin -->\n\n${report}\n\n<!-- measured on Node.js ${release}: end -->`;
    const text = (first: string, second: string): string =>
      `Before\n\n${block(24, first)}\n\n${block(20, second)}\n\nAfter\n`;
    expect(
      outcomes(
        'report/write-docs.mjs',
        'replaceBetweenMarkers',
        [text('old', 'old'), 'new', '20'],
        [text('old', 'new'), 'new', '24'],
      ),
    ).toEqual([text('old', 'new'), text('new', 'new')]);
  });

  test('is not written into a document without a place for it', () => {
    expect(outcomes('report/write-docs.mjs', 'replaceBetweenMarkers', ['Before\n', 'new', '22'])).toEqual([
      expect.stringContaining('<!-- measured on Node.js 22: begin -->'),
    ]);
  });
});
