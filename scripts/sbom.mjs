// Writes the software bill of materials: what an install of this package brings along, as CycloneDX JSON, to build/sbom.cdx.json or to the
// file that is named. The same lock file and npm always give the same bytes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const file = process.argv[2] ?? path.join(root, 'build', 'sbom.cdx.json');

function readJson(name) {
  return JSON.parse(readFileSync(path.join(root, name), 'utf8'));
}

/**
 * Makes a project without what only development needs. `npm sbom --omit dev` would do, but leaves out every package that a development
 * dependency needs as well.
 */
function makeRuntimeProject(folder, name) {
  const manifest = { ...readJson('package.json'), devDependencies: undefined };
  const lock = readJson('package-lock.json');
  const own = { ...lock.packages[''], devDependencies: undefined };
  const installed = Object.entries(lock.packages).filter(([where, { dev }]) => where !== '' && dev !== true);
  // npm takes the folder's name for the project's.
  const project = path.join(folder, name);
  mkdirSync(project);
  writeFileSync(path.join(project, 'package.json'), JSON.stringify(manifest));
  const packages = { '': own, ...Object.fromEntries(installed) };
  writeFileSync(path.join(project, 'package-lock.json'), JSON.stringify({ ...lock, packages }));
  return project;
}

function describe(project) {
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'library'];
  const bill = JSON.parse(
    execFileSync('npm', args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  // Both differ from run to run, and the format does without them.
  delete bill.serialNumber;
  delete bill.metadata.timestamp;
  return bill;
}

const folder = mkdtempSync(path.join(tmpdir(), 'dss-sso-sbom-'));
try {
  const bill = describe(makeRuntimeProject(folder, readJson('package.json').name));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`);
  console.log(`${bill.components.length} packages besides this one: ${path.relative(process.cwd(), file)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
