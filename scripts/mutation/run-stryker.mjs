import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { Stryker } from '@stryker-mutator/core';
import base from '../../stryker.config.mjs';
import { ROOMS } from './rooms.mjs';

/** Where the runs of rooms leave their reports, and what they know for the next run. */
export const RESULTS = 'build/mutation';

/**
 * Mutates code of a room and runs its tests on each mutant.
 *
 * @param room - one of {@link ROOMS}
 * @param mutate - Stryker's patterns, with lines perhaps: `src/message/names.ts:3-5`
 * @param name - of the report in {@link RESULTS}; a second run under the same name asks only for what has changed, and for what was not
 * killed
 * @param tellsProgress - whether to print how far it is
 * @returns the report: https://github.com/stryker-mutator/mutation-testing-elements (`mutation-testing-report-schema`)
 */
export async function runStryker(room, mutate, name, { concurrency, tellsProgress }) {
  mkdirSync(RESULTS, { recursive: true });
  const fileName = `${RESULTS}/${name}.json`;
  const incrementalFile = `${RESULTS}/${name}.incremental.json`;
  forgetOthersThanKilled(incrementalFile);
  process.env.MUTATION = 'true';
  await new Stryker({
    ...base,
    mutate,
    ignoreStatic: ROOMS[room].skipsStatic,
    concurrency,
    reporters: tellsProgress ? ['json', 'progress-append-only'] : ['json'],
    incrementalFile,
    tempDirName: `${RESULTS}/sandbox-${name}`,
    jsonReporter: { fileName },
    jest: {
      ...base.jest,
      config: { testMatch: ROOMS[room].tests.map((files) => `<rootDir>/test/${files}.test.ts`) },
    },
  }).runMutationTest();
  return JSON.parse(readFileSync(fileName, 'utf8'));
}

/** A test that was changed has the name it had before, so that Stryker would believe of a survivor what it knows of it. */
function forgetOthersThanKilled(incrementalFile) {
  if (!existsSync(incrementalFile)) return;
  const known = JSON.parse(readFileSync(incrementalFile, 'utf8'));
  for (const file of Object.values(known.files)) {
    file.mutants = file.mutants.filter(({ status }) => status === 'Killed' || status === 'Ignored');
  }
  writeFileSync(incrementalFile, JSON.stringify(known));
}
