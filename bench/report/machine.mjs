// What the figures were measured on.
import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { peerVersions } from '../install.mjs';
import { isPinned } from '../load/child.mjs';
import { productFolder } from '../product.mjs';

/** Ask before the run: afterwards the run itself is the machine's load. */
export function loadNow() {
  return loadavg()[0];
}

export function describeMachine({ loadBefore, rounds, isQuick, seconds }) {
  const versions = Object.entries(peerVersions()).map(([name, version]) => `${name} ${version}`);
  return {
    date: new Date().toISOString().slice(0, 10),
    'dss-sso': product(),
    machine: `${cpus()[0].model.trim()}, ${availableParallelism()} processors, ${Math.round(totalmem() / 2 ** 30)} GiB, ${arch()}`,
    system: `${type()} ${release()}`,
    'Node.js': process.versions.node,
    'compared with': versions.join(', '),
    processors: isPinned ? 'servers on the first, load on the second' : 'left to the system',
    'other load before the run': `${loadBefore.toFixed(2)} (load average of the last minute)`,
    rounds: `${rounds}${isQuick ? ', quick: too short to believe' : ''}`,
    'time taken': `${Math.round(seconds)} s`,
  };
}

function product() {
  const { version } = JSON.parse(readFileSync(path.join(productFolder(), 'package.json'), 'utf8'));
  return [version, commit()].filter(Boolean).join(', commit ');
}

/** `undefined` outside a checkout. */
function commit() {
  const git = (...args) =>
    execFileSync('git', args, { cwd: productFolder(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const isChanged = git('status', '--porcelain', '--untracked-files=no', '--', 'src') !== '';
    return git('rev-parse', '--short', 'HEAD') + (isChanged ? ' with changes' : '');
  } catch {
    return undefined;
  }
}
