// Measures dss-sso against what people would use instead, a table per question: `npm run bench`, see bench/README.md. It tells and never
// judges: no time makes it fail.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPeers } from './install.mjs';
import { PRODUCT_VARIABLE } from './product.mjs';

const ROUNDS = 7;
/** How long (ms) a server is driven to get warm, with the connections of its measurement, and while it is measured. */
const PACE = { warmUp: 1_500, rampUp: 100, turn: 1_000 };
const QUICK = { rounds: 2, pace: { warmUp: 200, rampUp: 50, turn: 200 } };

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

function options() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string', multiple: true },
      product: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? QUICK.rounds : ROUNDS));
  if (!Number.isSafeInteger(rounds) || rounds < 1) throw new TypeError('--rounds needs a whole number above 0');
  return {
    rounds,
    isQuick: values.quick,
    only: values.only?.flatMap((names) => names.split(',')),
    product: values.product,
    writesDocs: values['write-docs'],
  };
}

async function main() {
  const { rounds, isQuick, only, product, writesDocs } = options();
  if (product !== undefined) process.env[PRODUCT_VARIABLE] = product;
  installPeers();
  // These load what was installed just now.
  const [{ QUESTIONS }, { startWorld }, { describeMachine, loadNow }, report, { writeDocs }] = await Promise.all([
    import('./questions/all.mjs'),
    import('./load/world.mjs'),
    import('./report/machine.mjs'),
    import('./report/markdown.mjs'),
    import('./report/write-docs.mjs'),
  ]);
  const chosen = choose(QUESTIONS, only);
  const loadBefore = loadNow();
  const start = process.uptime();
  const world = await startWorld();
  const questions = [];
  try {
    for (const { name, title, question, run } of chosen) {
      process.stderr.write(`${title} ...\n`);
      const pace = { ...(isQuick ? QUICK.pace : PACE), rounds };
      const answered = { name, title, question, ...(await run({ world, pace, isQuick })) };
      questions.push(answered);
      process.stdout.write(`${report.markdownQuestion(answered)}\n\n`);
    }
  } finally {
    await world.stop();
  }
  const machine = describeMachine({ loadBefore, rounds, isQuick, seconds: process.uptime() - start });
  process.stdout.write(`${report.markdownMachine(machine)}\n`);
  mkdirSync(here('results/'), { recursive: true });
  writeFileSync(here('results/latest.json'), `${JSON.stringify({ machine, questions }, null, 2)}\n`);
  if (writesDocs) writeDocs(here('../docs/performance.md'), report.markdownReport({ machine, questions }));
}

function choose(questions, only) {
  if (only === undefined) return questions;
  const unknown = only.find((name) => !questions.some((question) => question.name === name));
  const known = questions.map(({ name }) => name).join(', ');
  if (unknown !== undefined) throw new TypeError(`there is no question ${JSON.stringify(unknown)}: choose of ${known}`);
  return questions.filter(({ name }) => only.includes(name));
}

await main();
