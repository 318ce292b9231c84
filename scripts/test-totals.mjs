// Adds up the results that Jest wrote into a folder (`--json --outputFile`) and prints them on one line: "N passed, N failed".
// Ends with status 1 if a test failed, a test file could not be run, or there was no test at all.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = process.argv[2];
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
const runs = files.map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')));

function total(count) {
  return runs.reduce((sum, run) => sum + count(run), 0);
}

const passed = total((run) => run.numPassedTests);
const failed = total((run) => run.numFailedTests + run.numRuntimeErrorTestSuites);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
