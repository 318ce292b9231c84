/**
 * Mutation testing of the rooms a login goes through.
 *
 * npm run mutation                      all rooms, in full: writes docs/mutation.md
 * npm run mutation -- --room gateway    one room (may be repeated)
 * npm run mutation -- --changed         the lines changed since MUTATION_BASE, else since the previous commit: in about a minute
 *
 * --concurrency 1    how many runs at once; as many as there are cores, if left out
 *
 * Ends with status 1 if the score of one of them is too low, a survivor in a security check is not explained, or an explanation is out of date.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { changedLines, countLines, firstLines } from './mutation/changed-lines.mjs';
import { byFolder, figuresPage } from './mutation/figures-page.mjs';
import { folderOf, roomOf, ROOMS } from './mutation/rooms.mjs';
import { RESULTS, runStryker } from './mutation/run-stryker.mjs';
import { countMutants, FLOOR, isSurvivor, mutantsOf } from './mutation/score.mjs';
import { isExplained, staleExplanations, unexplained } from './mutation/survivors.mjs';

const PAGE = 'docs/mutation.md';
const FOLDERS = [...new Set(Object.keys(ROOMS).map((room) => `src/${folderOf(room)}`))];
const SECONDS = 60;
/** Mutants that a line of code brings, on average. */
const MUTANTS_PER_LINE = 0.9;
/** Fewer mutants than this tell too little to fail for. */
const ENOUGH = 20;

const { values: options } = parseArgs({
  options: {
    room: { type: 'string', multiple: true, default: [] },
    changed: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: String(availableParallelism()) },
  },
});
const concurrency = Number(options.concurrency);
const stranger = options.room.find((room) => !Object.hasOwn(ROOMS, room));
if (stranger !== undefined || !Number.isInteger(concurrency) || concurrency < 1) {
  console.error(`--room must be one of ${Object.keys(ROOMS).join(', ')}, --concurrency a whole number.`);
  process.exit(2);
}
process.exitCode = (await (options.changed ? mutateChanges() : mutateRooms())) ? 0 : 1;

async function mutateRooms() {
  const rooms = options.room.length > 0 ? options.room : Object.keys(ROOMS);
  let isGood = true;
  for (const room of rooms) {
    const files = ROOMS[room].files.map((pattern) => `src/${pattern}.ts`);
    const mutants = mutantsOf(await runStryker(room, files, room, { concurrency, tellsProgress: true }), room);
    const missing = unexplained(mutants);
    const stale = staleExplanations(room, mutants);
    list('Survived in a security check, and is not explained:', missing);
    for (const { file, line } of stale) console.log(`Explained, but no survivor any more: ${file}: ${line}`);
    console.log(`${room}: ${told(mutants)}`);
    isGood &&= missing.length === 0 && stale.length === 0;
  }
  const reports = Object.keys(ROOMS).map((room) => [room, `${RESULTS}/${room}.json`]);
  const missing = reports.find(([, file]) => !existsSync(file));
  if (missing !== undefined) {
    console.log(`${PAGE} stays as it is: ${missing[0]} was not run yet.`);
    return isGood;
  }
  const all = reports.map(([room, file]) => [room, mutantsOf(JSON.parse(readFileSync(file, 'utf8')), room)]);
  await writePage(Object.fromEntries(all));
  return (
    isGood && Object.values(byFolder(Object.fromEntries(all))).every((mutants) => countMutants(mutants).score >= FLOOR)
  );
}

async function writePage(rooms) {
  const page = figuresPage(rooms, new Date().toISOString().slice(0, 10));
  writeFileSync(PAGE, await format(page, { parser: 'markdown', printWidth: 120 }));
  console.log(`Wrote ${PAGE}.`);
}

async function mutateChanges() {
  const base = process.env.MUTATION_BASE ?? 'HEAD~1';
  const runs = changedLines(base, FOLDERS);
  if (runs === undefined) {
    console.log(`There is no commit ${base} to compare with: no mutants.`);
    return true;
  }
  const changed = Object.keys(ROOMS).filter((room) => runs.some(({ file }) => roomOf(file) === room));
  const rooms = roomsThatFit(changed);
  const skipped = changed.filter((room) => !rooms.includes(room));
  if (skipped.length > 0) console.log(`Left out, there is no time for their tests to start: ${skipped.join(', ')}.`);
  if (rooms.length === 0) {
    console.log(`Nothing of ${FOLDERS.join(', ')} has changed since ${base}: no mutants.`);
    return true;
  }
  const mutants = [];
  for (const room of rooms) {
    const all = runs.filter(({ file }) => roomOf(file) === room);
    const chosen = firstLines(all, linesThatFit(room, rooms));
    const sample = countLines(chosen) < countLines(all) ? ', a sample: no more fits into the time' : '';
    console.log(`${room}: ${countLines(chosen)} of ${countLines(all)} lines changed since ${base}${sample}.`);
    const name = `${room}-changed`;
    for (const file of [`${name}.incremental.json`, `${name}.json`]) rmSync(`${RESULTS}/${file}`, { force: true });
    const ranges = chosen.map(({ file, start, end }) => `${file}:${start}-${end}`);
    mutants.push(...mutantsOf(await runStryker(room, ranges, name, { concurrency, tellsProgress: false }), room));
  }
  const judged = mutants.filter((mutant) => !(isSurvivor(mutant) && isExplained(mutant)));
  list('Survived:', judged.filter(isSurvivor));
  console.log(`Changed lines: ${told(judged)}`);
  const { valid, score } = countMutants(judged);
  return score >= FLOOR || valid < ENOUGH;
}

/** Starting the tests of rooms may take two thirds of the time; the first room always fits. */
function roomsThatFit(rooms) {
  let seconds = 0;
  return rooms.filter((room, index) => {
    if (index > 0 && seconds + ROOMS[room].start > (SECONDS * 2) / 3) return false;
    seconds += ROOMS[room].start;
    return true;
  });
}

/** A room's share of the time goes by what its runs take to start. */
function linesThatFit(room, rooms) {
  const starts = rooms.reduce((sum, one) => sum + ROOMS[one].start, 0);
  const seconds = Math.max((SECONDS - starts) / rooms.length, SECONDS / 10);
  return Math.ceil((seconds * concurrency) / ROOMS[room].mutant / MUTANTS_PER_LINE);
}

function list(title, mutants) {
  if (mutants.length === 0) return;
  console.log(title);
  for (const { file, location, mutatorName, text, replacement } of mutants) {
    console.log(`  ${file}:${location.start.line} ${mutatorName}\n    ${text}\n    ${replacement}`);
  }
}

function told(mutants) {
  const { valid, killed, timedOut, survived, notCovered, score } = countMutants(mutants);
  return (
    `${valid} mutants, ${killed} killed, ${timedOut} timed out, ${survived} survived, ${notCovered} not covered: ` +
    `${score.toFixed(1)} %, at least ${FLOOR} % are needed.`
  );
}
