// Installs what dss-sso is measured against, into bench/node_modules, the first time and when the lock file has changed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('./', import.meta.url));

export function installPeers() {
  if (isInstalled()) return;
  process.stderr.write('Installing what dss-sso is measured against, into bench/node_modules. This happens once.\n');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('npm could not install the dependencies of bench/: see above');
}

/** The versions of the installed direct dependencies; the tables name them. */
export function peerVersions() {
  const names = Object.keys(readJSON('package.json').dependencies);
  return Object.fromEntries(names.map((name) => [name, installedVersion(name)]));
}

function isInstalled() {
  const { packages } = readJSON('package-lock.json');
  const names = Object.keys(readJSON('package.json').dependencies);
  return names.every((name) => installedVersion(name) === packages[`node_modules/${name}`]?.version);
}

function installedVersion(name) {
  const file = path.join('node_modules', name, 'package.json');
  return existsSync(path.join(folder, file)) ? readJSON(file).version : undefined;
}

function readJSON(file) {
  return JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
}
