import { readFileSync } from 'node:fs';
import { roomOf } from './rooms.mjs';
import { isSurvivor } from './score.mjs';

/**
 * `checks`: the files that hold security checks, where each survivor needs an explanation. `explained`: survivors that no test can or
 * need notice, by file, mutator, the line as it stands, what the mutant makes of it (all that come of that line if left out), and why.
 */
const { checks, explained } = JSON.parse(readFileSync(new URL('survivors.json', import.meta.url), 'utf8'));

/** The explanations of a room's survivors. */
export function explanationsIn(room) {
  return explained.filter(({ file }) => roomOf(file) === room);
}

/** Whether a survivor is explained. */
export function isExplained(mutant) {
  return explained.some((explanation) => fits(explanation, mutant));
}

/** Survivors in security checks that nobody has explained. */
export function unexplained(mutants) {
  return mutants.filter((mutant) => isSurvivor(mutant) && checks.includes(mutant.file) && !isExplained(mutant));
}

/**
 * Explanations of a room that explain nothing any more: the line has changed, or a test kills the mutant. One that timed out may be
 * nothing but a machine that was busy.
 */
export function staleExplanations(room, mutants) {
  const alive = mutants.filter((mutant) => isSurvivor(mutant) || mutant.status === 'Timeout');
  return explanationsIn(room).filter((explanation) => !alive.some((mutant) => fits(explanation, mutant)));
}

function fits({ file, mutator, line, becomes }, mutant) {
  return (
    file === mutant.file &&
    mutator === mutant.mutatorName &&
    line === mutant.text &&
    (becomes === undefined || becomes === mutant.replacement)
  );
}
