import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/**
 * What has changed since a commit, work in progress included.
 *
 * @returns runs of changed lines, in an order that depends on nothing but them; `undefined` if there is no such commit
 */
export function changedLines(base, folders) {
  if (git('rev-parse', '--verify', '--quiet', `${base}^{commit}`) === undefined) return undefined;
  const diff = git('diff', '--unified=0', '--no-color', '--no-ext-diff', '--no-renames', base, '--', ...folders) ?? '';
  const runs = [];
  let file;
  for (const line of diff.split('\n')) {
    const named = /^\+\+\+ (?:b\/(.+)|\/dev\/null)$/.exec(line);
    if (named !== null) file = named[1];
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null || file === undefined) continue;
    const start = Number(hunk[1]);
    const count = Number(hunk[2] ?? 1);
    if (count > 0) runs.push({ file, start, end: start + count - 1 });
  }
  return runs.sort((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
}

/** Takes runs in their order until there are so many lines; the last one is cut. */
export function firstLines(runs, max) {
  let left = max;
  return runs.flatMap((run) => {
    const end = Math.min(run.end, run.start + left - 1);
    if (end < run.start) return [];
    left -= end - run.start + 1;
    return [{ ...run, end }];
  });
}

export function countLines(runs) {
  return runs.reduce((sum, { start, end }) => sum + end - start + 1, 0);
}

function rankOf({ file, start, end }) {
  return createHash('sha256').update(`${file}:${start}-${end}`).digest('hex');
}

function git(...args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
