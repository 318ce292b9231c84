import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installedSize, productSize } from '../load/installed.mjs';
import { productEntry } from '../product.mjs';
import { goalText, megabytes, number, range } from '../report/numbers.mjs';
import { roundOrder, summarise } from '../statistics.mjs';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../', import.meta.url));

/** Processes start quickly, and differ much. */
const RUNS_PER_ROUND = 3;
const GOALS = { milliseconds: 40, packages: 22, bytes: 1_500_000 };

const peer = (...names) => ({ name: names.join(' + '), modules: names, size: () => installedSize(names) });

const CONTESTANTS = [
  { name: 'dss-sso', modules: [productEntry('.')], size: productSize, isOurs: true },
  { name: 'dss-sso/express', modules: [productEntry('./express')], isOurs: true },
  peer('openid-client'),
  peer('passport', 'express-session'),
  peer('@node-saml/passport-saml'),
  peer('express-openid-connect'),
  peer('express'),
];

export const importAndSize = {
  name: 'import-and-size',
  title: 'Import and install',
  question:
    'How long does a process take to import the package, beyond what Node takes to start, and what does an install bring, dependencies included and peers left out? Fresh processes; express-openid-connect imports the Express it finds. Express itself is there as a measure.',
  async run({ pace }) {
    const bare = [];
    const samples = new Map(CONTESTANTS.map(({ name }) => [name, []]));
    for (let round = 0; round < pace.rounds * RUNS_PER_ROUND; round += 1) {
      const start = await time([]);
      bare.push(start);
      for (const index of roundOrder(CONTESTANTS.length, round)) {
        const { name, modules } = CONTESTANTS[index];
        samples.get(name).push((await time(modules)) - start);
      }
    }
    const figures = CONTESTANTS.map(({ name, size, isOurs = false }) => ({
      name,
      isOurs,
      milliseconds: summarise(samples.get(name)),
      size: size?.(),
    }));
    const columns = ['contestant', 'import ms, best', 'median', 'range', 'packages', 'on disk', 'goal'];
    return {
      tables: [{ columns, rows: figures.map(toRow), figures }],
      notes: [`Node.js alone starts in ${number(summarise(bare).median)} ms (median).`],
    };
  },
};

async function time(modules) {
  const script = modules.map((module) => `await import(${JSON.stringify(module)});`).join('');
  const start = performance.now();
  await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
  return performance.now() - start;
}

function toRow({ name, isOurs, milliseconds, size }) {
  return [
    name,
    number(milliseconds.min),
    number(milliseconds.median),
    range(milliseconds),
    size === undefined ? '' : String(size.packages),
    size === undefined ? '' : megabytes(size.bytes),
    isOurs ? goals(milliseconds, size) : '',
  ];
}

function goals(milliseconds, size) {
  const isMet = (what, value) => value <= GOALS[what];
  return [
    goalText({ text: `≤ ${GOALS.milliseconds} ms`, isMet: isMet('milliseconds', milliseconds.median) }),
    ...(size === undefined
      ? []
      : [
          goalText({ text: `≤ ${GOALS.packages} packages`, isMet: isMet('packages', size.packages) }),
          goalText({ text: `≤ ${megabytes(GOALS.bytes)}`, isMet: isMet('bytes', size.bytes) }),
        ]),
  ].join(', ');
}
