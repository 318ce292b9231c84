// Builds dist/esm and dist/cjs (each with its types) and then the examples, with nothing but tsc.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** Resolves to what tsc has to complain about: an empty text if all is well. */
function compile(project) {
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '-p', path.join(root, 'scripts', project)], (error, stdout) => {
      resolve(error === null ? '' : stdout || String(error));
    });
  });
}

/**
 * Declares the ES module entries by those of CommonJS, which have the same names: a class has one type for users of either, and the
 * declarations need half the space.
 */
function declareEsmEntries() {
  const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const entry of Object.values(exports)) {
    if (typeof entry === 'string') continue;
    const target = path.posix.relative(path.posix.dirname(entry.import.types), entry.require.default);
    writeFileSync(path.join(root, entry.import.types), `export * from '${target}';\n`);
  }
}

async function build() {
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  rmSync(path.join(root, 'build', 'examples'), { recursive: true, force: true });

  // What is wrong with one of the two is mostly wrong with the other: the first to complain is enough.
  const complaints = await Promise.all([compile('tsconfig.esm.json'), compile('tsconfig.cjs.json')]);
  const complaint = complaints.find((text) => text !== '');
  if (complaint !== undefined) return complaint;

  // The package is an ES module package; this file makes Node and TypeScript read dist/cjs as CommonJS.
  writeFileSync(path.join(root, 'dist', 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
  declareEsmEntries();
  // The examples import the package by its name, so they come after it.
  return existsSync(path.join(root, 'examples', 'run.ts')) ? compile('tsconfig.examples.json') : '';
}

const complaint = await build();
if (complaint !== '') {
  process.stderr.write(complaint);
  process.exitCode = 1;
}
