import { folderOf } from './rooms.mjs';
import { countMutants, FLOOR } from './score.mjs';
import { explanationsIn, unexplained } from './survivors.mjs';

/**
 * The page of figures.
 *
 * @param rooms - the mutants of each room, by its name
 * @param date - of the run, such as 2026-01-31
 */
export function figuresPage(rooms, date) {
  return `# Mutation testing

Written by \`npm run mutation\` on ${date}; do not edit. Stryker changes the code in one place at a time (a _mutant_) and runs the tests of
its room: a mutant that no test notices _survives_. Each room must have ${FLOOR} % of its mutants noticed, and each survivor in a security
check is to be explained below.${missingNote(rooms)}

| room | mutants | killed | timed out | survived | not covered | score | left out | broken |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${Object.entries(byFolder(rooms)).map(rowOf).join('\n')}

A mutant that hangs is noticed as a time-out. Left out are the texts of errors and of log lines, which are for operators (the codes of
the errors count), and the names of options, whose values nobody looks at; of \`plugin\`, which is mutated in five parts, also the file of
the texts that refusals show, and what runs only once, when a file is loaded. Each part is judged by the tests that are about it,
so that others might notice what survives. Broken mutants keep test files from being loaded, so that no test runs: they do not count
either way. Properties are tried with 30 inputs each, always the same ones; CI tries 10,000.

## Survivors in security checks

${Object.keys(rooms).map(explanationsOf).join('\n\n')}
`;
}

function missingNote(rooms) {
  const missing = Object.values(rooms).flatMap(unexplained).length;
  return missing === 0 ? '' : ` **Not explained yet: ${missing}.**`;
}

/** @returns the mutants of each folder of `src` @param rooms - as above */
export function byFolder(rooms) {
  const folders = {};
  for (const [room, mutants] of Object.entries(rooms)) (folders[folderOf(room)] ??= []).push(...mutants);
  return folders;
}

function rowOf([room, mutants]) {
  const { valid, killed, timedOut, survived, notCovered, score, leftOut, broken } = countMutants(mutants);
  const percent = `${score.toFixed(1)} %`;
  return `| \`${room}\` | ${valid} | ${killed} | ${timedOut} | ${survived} | ${notCovered} | ${percent} | ${leftOut} | ${broken} |`;
}

function explanationsOf(room) {
  const explained = explanationsIn(room);
  if (explained.length === 0) return `### \`${room}\`\n\nNone.`;
  const rows = explained.map(({ file, line, mutator, becomes, why }) => {
    const change = becomes === undefined ? mutator : `${mutator}: ${code(becomes)}`;
    return `| \`${file.slice('src/'.length)}\` | ${code(line)} | ${change} | ${why} |`;
  });
  return `### \`${room}\`\n\n| file | line | mutant | why no test notices |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
}

/** Code in a cell of a table, on one line. */
function code(text) {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}
