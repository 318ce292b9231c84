// Holds the ledgers of threats and of faults against what the tests did: every test they name must be among the results, and every one of
// them passed.
//
//   node scripts/check-ledger.mjs FOLDER [LEDGER ...]   FOLDER holds the results of Jest (`--json --outputFile`); ends with 1 if a test is missing
//   node scripts/check-ledger.mjs --list [LEDGER ...]   prints what was read, as JSON
//
// In the ledger (docs/security.md) a heading `### T1: ...` begins an entry, and its proofs stand in a list below `- **Proof**:`, each as
// `file › describe › name` in one code span, the way Jest prints it. `…` stands for any text: then every test it stands for must have passed.
// In a table (docs/operations.md) a row whose first cell is `F1` is an entry, and its last cell holds such code spans, with `<br>` between.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SEPARATOR = ' › ';
const PROOF = /^ {2}- `(test\/[^\s`]+) › ([^`]+)`$/;

/** An entry in one row of a table. */
function readRow(line) {
  const [, id, rest] = /^\| (F\d+) +\|(.+)\|$/.exec(line) ?? [];
  if (id === undefined) return undefined;
  const cells = rest.split(/(?<!\\)\|/).map((cell) => cell.trim());
  const entry = { id, title: cells[0], fields: {}, proofs: [], unreadable: [] };
  for (const span of cells.at(-1).split('<br>')) addProof(entry, `  - ${span}`);
  return entry;
}

function addProof(entry, line) {
  const [, file, name] = PROOF.exec(line) ?? [];
  if (file === undefined) entry.unreadable.push(line.trim());
  else entry.proofs.push({ file, name });
}

/** Entries in order; a line below a field belongs to it as long as it is indented. */
function readLedger(text) {
  const entries = [];
  let field;
  for (const line of text.split('\n')) {
    const row = readRow(line);
    if (row !== undefined) {
      field = undefined;
      entries.push(row);
      continue;
    }
    const [, id, title] = /^### ([TPR]\d+): (.+)$/.exec(line) ?? [];
    const [, name, value] = /^- \*\*([\w ]+)\*\*:(.*)$/.exec(line) ?? [];
    if (id !== undefined) entries.push({ id, title, fields: {}, proofs: [], unreadable: [] });
    if (/^#/.test(line)) field = undefined;
    const entry = entries.at(-1);
    if (entry === undefined) continue;
    if (name !== undefined) {
      field = name;
      entry.fields[name] = value.trim();
    } else if (field === 'Proof' && line.trim() !== '') addProof(entry, line);
  }
  return entries;
}

/** What ran: file, full name as Jest prints it, status. */
function readResults(folder) {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return files
    .flatMap((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')).testResults ?? [])
    .flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ ancestorTitles, title, status }) => ({
        file: path.relative(ROOT, name).replaceAll(path.sep, '/'),
        name: [...ancestorTitles, title].join(SEPARATOR),
        status,
      })),
    );
}

function toPattern(name) {
  const parts = name.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

function problemsOf({ id, proofs, unreadable }, results) {
  return [
    ...unreadable.map((line) => `${id}: this is no test: ${line}`),
    ...proofs.flatMap(({ file, name }) => {
      const pattern = toPattern(name);
      const ran = results.filter((result) => result.file === file && pattern.test(result.name));
      if (ran.length === 0) return [`${id}: did not run: ${file}${SEPARATOR}${name}`];
      return ran
        .filter(({ status }) => status !== 'passed')
        .map((result) => `${id}: ${result.status}: ${file}${SEPARATOR}${result.name}`);
    }),
  ];
}

const [given, ...named] = process.argv.slice(2);
const ledgers =
  named.length > 0 ? named : ['docs/security.md', 'docs/operations.md'].map((file) => path.join(ROOT, file));
if (given === undefined) {
  console.error('Name the folder of the results, or --list.');
  process.exit(2);
}
const entries = ledgers.flatMap((ledger) => readLedger(readFileSync(ledger, 'utf8')));
if (given === '--list') {
  console.log(JSON.stringify(entries));
} else {
  const results = readResults(given);
  const problems = entries.flatMap((entry) => problemsOf(entry, results));
  const threats = entries.filter(({ id }) => id.startsWith('T')).length;
  const faults = entries.filter(({ id }) => id.startsWith('F')).length;
  const tests = new Set(entries.flatMap(({ proofs }) => proofs.map(({ file, name }) => file + SEPARATOR + name)));
  const isWell = problems.length === 0 && tests.size > 0;
  for (const problem of problems) console.error(problem);
  const outcome = isWell ? 'all ran and passed' : `${problems.length} problems`;
  console.log(`ledger: ${threats} threats, ${faults} faults, ${tests.size} tests named, ${outcome}`);
  process.exitCode = isWell ? 0 : 1;
}
