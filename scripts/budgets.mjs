// Shows what the package costs whoever installs it, and fails above the budget: packages and bytes on disk, and the time its root entry
// takes to import, against a bare Node. Each time is the best of many fresh processes, which a busy machine disturbs least.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const BUDGET = { packages: 22, bytes: 1_500_000, milliseconds: 40 };
const RUNS = 60;
/** How long a bare Node starts on a machine for which the time was set; a slower machine gets more, in proportion. */
const BARE_START = 50;

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'dss-sso-budgets-'));

function npm(cwd, ...args) {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function install() {
  const [{ filename }] = JSON.parse(npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  npm(folder, 'install', '--no-audit', '--no-fund', '--prefer-offline', `./${filename}`);
}

function filesBelow(start) {
  return readdirSync(start, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Milliseconds of the fastest run. */
function fastest(script) {
  const times = Array.from({ length: RUNS }, () => {
    const start = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
    if (status !== 0) throw new Error(`this failed: ${script}`);
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  return Math.min(...times);
}

function measure() {
  install();
  const modules = path.join(folder, 'node_modules');
  const files = filesBelow(modules).filter((file) => !file.includes(`${path.sep}.bin${path.sep}`));
  return {
    packages: files.filter((file) => /node_modules[\\/](@[^\\/]+[\\/])?[^\\/]+[\\/]package\.json$/.test(file)).length,
    bytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
    ...measureImport(),
  };
}

function measureImport() {
  const bare = fastest('');
  const slowness = Math.max(1, bare / BARE_START);
  console.log(`bare Node starts in ${bare.toFixed(1)} ms`);
  return { milliseconds: (fastest(`await import('dss-sso')`) - bare) / slowness };
}

try {
  const measured = measure();
  for (const [what, most] of Object.entries(BUDGET)) {
    const value = Math.round(measured[what] * 10) / 10;
    const isOver = value > most;
    console.log(`${what.padEnd(12)} ${String(value).padStart(10)}   at most ${most}${isOver ? '   OVER' : ''}`);
    if (isOver) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
