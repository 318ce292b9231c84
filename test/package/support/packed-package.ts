import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '..', '..', '..');

/** The project's own manifest, which names the versions that the tests are to use. */
export const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
  devDependencies: Record<string, string>;
};

/** What npm says of the tarball it made. */
export interface Tarball {
  readonly file: string;
  readonly contents: readonly string[];
}

/** A folder outside of this project, so that nothing of this project's node_modules is found from there by accident. */
export function temporaryFolder(): { path: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'dss-sso-package-'));
  return { path: folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Packs the built project as npm would publish it. */
export function pack(folder: string): Tarball {
  // The build is there already: `npm run test:package` made it.
  const answer = npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
  const [packed] = JSON.parse(answer) as [{ filename: string; files: { path: string }[] }];
  return { file: path.join(folder, packed.filename), contents: packed.files.map((file) => file.path) };
}

/** Makes a project in `folder` with these dependencies installed. */
export function createProject(folder: string, dependencies: Record<string, string>): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  npm(folder, 'install', '--prefer-offline', '--no-audit', '--no-fund');
  return folder;
}

/** Copies files of test/package/fixtures into a project. */
export function addFixtures(project: string, ...names: string[]): void {
  for (const name of names)
    copyFileSync(path.join(root, 'test', 'package', 'fixtures', name), path.join(project, name));
}

/** The folder of an installed package that serves as a tool (a Node, a compiler), kept in build/tools from one run to the next. */
export function installTool(name: string, version: string): string {
  const folder = path.join(root, 'build', 'tools', `${name}@${version}`);
  const tool = path.join(folder, 'node_modules', name);
  if (!existsSync(tool)) createProject(folder, { [name]: version });
  return tool;
}

function npm(folder: string, ...args: string[]): string {
  return execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
