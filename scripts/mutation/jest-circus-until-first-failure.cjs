/*
 * The test runner of mutation runs: Jest's own, but it ends at the first failure, which is all a mutant's fate hangs on. Stryker leaves
 * that to Jest, and Jest does not do it. (Stryker accepts runners that have `jest-circus` in their name.)
 */
const { writeFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');
const circus = require('jest-circus/runner').default;

/** The mutant that a test has noticed, as Stryker numbers it. */
let killed;

module.exports = async function runUntilFirstFailure(globalConfig, config, environment, runtime, testPath, ...rest) {
  const mutant = process.env['__STRYKER_ACTIVE_MUTANT__'];
  const run = () => circus(globalConfig, config, environment, runtime, testPath, ...rest);
  if (mutant === undefined) {
    const start = performance.now();
    const result = await run();
    const names = result.testResults.map(({ fullName }) => fullName);
    const seconds = (performance.now() - start) / 1_000;
    writeFileSync(`${testPath}.tests.json`, JSON.stringify({ names, seconds }));
    return result;
  }
  if (killed === mutant) return nothingRun(testPath);
  const handle = environment.handleTestEvent;
  environment.handleTestEvent = async function handleTestEvent(event, state) {
    if (event.name === 'test_start' && killed === mutant) event.test.mode = 'skip';
    if (event.name === 'test_done' && event.test.errors.length > 0) killed = mutant;
    await handle?.call(environment, event, state);
  };
  return run();
};

/** Jest takes a file without any test for a mistake. */
function nothingRun(testFilePath) {
  const test = { ancestorTitles: [], title: 'not run', fullName: 'not run', status: 'pending' };
  return {
    leaks: false,
    numFailingTests: 0,
    numPassingTests: 0,
    numPendingTests: 1,
    numTodoTests: 0,
    openHandles: [],
    perfStats: { start: 0, end: 0, runtime: 0, slow: false },
    skipped: false,
    snapshot: { added: 0, fileDeleted: false, matched: 0, unchecked: 0, uncheckedKeys: [], unmatched: 0, updated: 0 },
    testFilePath,
    testResults: [{ ...test, failureDetails: [], failureMessages: [], duration: 0, numPassingAsserts: 0 }],
  };
}
