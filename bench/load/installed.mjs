// What a package brings with it: itself and all that its dependencies need, found as Node finds them.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { productFolder } from '../product.mjs';

const bench = fileURLToPath(new URL('../', import.meta.url));

/** @param names - packages installed in bench/ @returns how many packages, and their bytes on disk */
export function installedSize(names) {
  return sizeOf(closure(names.map((name) => find(name, bench))));
}

/** The same for dss-sso, of which only what is published counts. */
export function productSize() {
  const folder = productFolder();
  const [{ unpackedSize }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const { packages, bytes } = sizeOf(closure(dependencyFolders(folder)));
  return { packages: packages + 1, bytes: bytes + unpackedSize };
}

function closure(folders) {
  const found = new Set(folders);
  for (const folder of found) {
    for (const dependency of dependencyFolders(folder)) found.add(dependency);
  }
  return found;
}

/** Peers are left out: an app of that framework has them anyway. */
function dependencyFolders(folder) {
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  return Object.keys(dependencies)
    .filter((name) => !(name in optionalDependencies))
    .map((name) => find(name, folder));
}

function find(name, from) {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(candidate)) return candidate;
    if (folder === path.dirname(folder)) throw new Error(`${name} is not installed`);
  }
}

function sizeOf(folders) {
  let bytes = 0;
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      const file = path.join(entry.parentPath, entry.name);
      // What is installed below is in the closure itself, if it is needed.
      if (entry.isFile() && !path.relative(folder, file).includes('node_modules')) bytes += statSync(file).size;
    }
  }
  return { packages: folders.size, bytes };
}
