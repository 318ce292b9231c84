/** How the ledger's check reads the names of tests from their source. */
import { canBeOne, testTitlesOf } from './test-titles.js';

const SOURCE = `
  import { test as unrelated } from 'elsewhere';
  test('alone', () => { expect('test').toBe(\`not a \${'test'}\`); });
  describe("a wall", () => {
    it('holds', async () => {});
    it.each([['x']])('holds %s and $name, 100 %%', () => {});
    it.concurrent.each\`a\`('holds likewise %p', () => {});
    describe.each<[string]>(TABLE)('under %s', (_name) => {
      test(\`of \${height} metres\`, () => {});
      test(TITLE, () => {});
    });
  });
  describe.skip('a ruin', () => { test('is not run', () => {}); });
  test.todo('is to be written');
  test.only('leaves others out', () => {});
  xit('is crossed out', () => {});
  fdescribe('focused', () => { it('leaves others out, too', () => {}); });
`;

test('titles are read with those around them, and what only a run knows is left open', () => {
  const run = testTitlesOf('a.test.ts', SOURCE).filter(({ isRun }) => isRun);
  expect(run.map(({ name }) => name)).toEqual([
    'alone',
    'a wall › holds',
    'a wall › holds … and …, 100 %',
    'a wall › holds likewise …',
    'a wall › under … › of … metres',
    'a wall › under … › …',
  ]);
});

test('tests that are not run, or leave others out, are told apart', () => {
  const rest = testTitlesOf('a.test.ts', SOURCE).filter(({ isRun }) => !isRun);
  expect(rest.map(({ name }) => name)).toEqual([
    'a ruin › is not run',
    'is to be written',
    'leaves others out',
    'is crossed out',
    'focused › leaves others out, too',
  ]);
});

test.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'ab', false],
  ['…', '', true],
  ['a…', 'abc', true],
  ['a…c', 'abc', true],
  ['a…c', 'abd', false],
  ['…b', 'a…', true],
  ['a…', 'b…', false],
  ['x › …', 'x › holds …, 100 %', true],
  ['x › holds 7, 100 %', 'x › holds …, 100 %', true],
  ['x › holds 7, 99 %', 'x › holds …, 100 %', false],
  ['', '', true],
])('%j and %j can be names of one test: %p', (one, other, can) => {
  expect(canBeOne(one, other)).toBe(can);
  expect(canBeOne(other, one)).toBe(can);
});
