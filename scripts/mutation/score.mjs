import { roomOf } from './rooms.mjs';

/** What a room or a change must reach, in per cent. */
export const FLOOR = 85;

/** The mutants of a room in a report, with their file and the line as it was. What is known of other files may stand there, too. */
export function mutantsOf(report, room) {
  const files = Object.entries(report.files).filter(([file]) => roomOf(file) === room);
  return files.flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n');
    return mutants.map((mutant) => ({ ...mutant, file, text: lines[mutant.location.start.line - 1].trim() }));
  });
}

/** Whether no test has noticed. */
export function isSurvivor({ status }) {
  return status === 'Survived' || status === 'NoCoverage';
}

/** Counts mutants by their fate. The score is the share of those that were noticed; mutants that are left out, or break the test files, do not count. */
export function countMutants(mutants) {
  const of = (status) => mutants.filter((mutant) => mutant.status === status).length;
  const counts = {
    killed: of('Killed'),
    timedOut: of('Timeout'),
    survived: of('Survived'),
    notCovered: of('NoCoverage'),
    leftOut: of('Ignored'),
    broken: of('RuntimeError') + of('CompileError'),
  };
  const noticed = counts.killed + counts.timedOut;
  const valid = noticed + counts.survived + counts.notCovered;
  return { ...counts, valid, score: valid === 0 ? 100 : (100 * noticed) / valid };
}
