// Builds dist/cjs with nothing but tsc, puts the ES module entries of dist/esm in front of it, and builds the examples.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const require = createRequire(import.meta.url);

/** Resolves to what tsc has to complain about: an empty text if all is well. */
function compile(project) {
  return new Promise((resolve) => {
    const args = [require.resolve('typescript/bin/tsc'), '-p', path.join(root, 'scripts', project)];
    execFile(process.execPath, args, (error, stdout) => {
      resolve(error === null ? '' : stdout || String(error));
    });
  });
}

/**
 * Writes the ES module entries: each passes on what its CommonJS twin exports. So there is one copy of the code, whichever way it is
 * loaded (one class to compare with, one state), it takes half the space, and an import takes half the time of a hundred ES modules.
 */
function writeEsmEntries() {
  const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  for (const entry of Object.values(exports)) {
    if (typeof entry === 'string') continue;
    const folder = path.posix.dirname(entry.import.default);
    const twin = path.posix.relative(folder, entry.require.default);
    const names = Object.keys(require(path.join(root, entry.require.default))).sort();
    mkdirSync(path.join(root, folder), { recursive: true });
    writeFileSync(path.join(root, entry.import.default), `export { ${names.join(', ')} } from '${twin}';\n`);
    writeFileSync(path.join(root, entry.import.types), `export * from '${twin}';\n`);
  }
}

async function build() {
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  rmSync(path.join(root, 'build', 'examples'), { recursive: true, force: true });

  const complaint = await compile('tsconfig.cjs.json');
  if (complaint !== '') return complaint;
  // The package is an ES module package; this file makes Node and TypeScript read dist/cjs as CommonJS.
  writeFileSync(path.join(root, 'dist', 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
  writeEsmEntries();
  // The examples import the package by its name, so they come after it.
  return existsSync(path.join(root, 'examples', 'run.ts')) ? compile('tsconfig.examples.json') : '';
}

const complaint = await build();
if (complaint !== '') {
  process.stderr.write(complaint);
  process.exitCode = 1;
}
