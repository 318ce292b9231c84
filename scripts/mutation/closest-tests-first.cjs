const { existsSync, readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/** Before all others. */
const HOME = 1e9;

/**
 * The order of test files in mutation runs: first the file that is named like the mutant's, then those that reach the mutant with the most
 * tests per second. Stryker names the tests that reach it in the pattern; files without any are left out. A mutant that is reached while
 * files are loaded may be noticed by any test.
 */
module.exports = class ClosestTestsFirst extends Sequencer {
  #wanted;

  constructor(options) {
    super(options);
    const { testNamePattern } = options.globalConfig;
    this.#wanted = testNamePattern ? new RegExp(testNamePattern, 'i') : undefined;
  }

  sort(tests) {
    const mutant = process.env['__STRYKER_ACTIVE_MUTANT__'];
    if (mutant === undefined) return tests;
    const home = homeOf(mutant);
    return tests
      .map((test) => ({ test, rank: this.#rankOf(test.path, home) }))
      .filter(({ rank }) => rank > 0)
      .sort((a, b) => b.rank - a.rank)
      .map(({ test }) => test);
  }

  /** How long tests took is of no interest. */
  cacheResults() {}

  #rankOf(testPath, home) {
    const rank = this.#testsPerSecond(testPath);
    return rank > 0 && path.basename(testPath).startsWith(`${home}.`) ? HOME : rank;
  }

  /** Names and times are written down by the run without a mutant. */
  #testsPerSecond(testPath) {
    const known = `${testPath}.tests.json`;
    if (!existsSync(known)) return 1;
    const { names, seconds } = JSON.parse(readFileSync(known, 'utf8'));
    const reaching = this.#wanted === undefined ? names : names.filter((name) => this.#wanted.test(name));
    return reaching.length / seconds;
  }
};

/** The name of the file that holds a mutant: Stryker asks for it there by its number. */
let homes;
function homeOf(mutant) {
  homes ??= new Map(
    readdirSync('src', { recursive: true })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        Array.from(readFileSync(path.join('src', file), 'utf8').matchAll(/stryMutAct_\w+\("(\d+)"\)/g), ([, id]) => [
          id,
          path.basename(file, '.ts'),
        ]),
      ),
  );
  return homes.get(mutant);
}
