import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createProject, pack, temporaryFolder, type Tarball } from './support/packed-package.js';

const MAX_PACKAGES = 22;
const MAX_BYTES = 1_500_000;

const folder = temporaryFolder();
let tarball: Tarball;
/** A project with this package and nothing else: no framework, no types. */
let project: string;

beforeAll(() => {
  tarball = pack(folder.path);
  project = createProject(`${folder.path}/project`, { 'dss-sso': `file:${tarball.file}` });
}, 120_000);

afterAll(() => {
  folder.remove();
});

function filesBelow(start: string): string[] {
  return readdirSync(start, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function run(script: string): string {
  return execFileSync(process.execPath, ['-e', script], { cwd: project, encoding: 'utf8' });
}

describe('the tarball', () => {
  it('holds the build, the licence and the documents, and nothing else', () => {
    const beside = tarball.contents.filter((name) => !/^dist\/(cjs|esm)\/.*(\.js|\.d\.ts)$/.test(name)).sort();

    const documents = ['CHANGELOG.md', 'LICENSE', 'README.md', 'README.zh-CN.md'];
    const settings = ['dist/cjs/package.json', 'package.json'];
    expect([...documents, ...settings]).toEqual(expect.arrayContaining(beside));
    expect(beside).toEqual(expect.arrayContaining(['CHANGELOG.md', 'LICENSE', 'README.md', ...settings]));
  });

  it('tells nothing of the machine it was built on', () => {
    const here = process.cwd();

    const telling = filesBelow(`${project}/node_modules/dss-sso`).filter((file) =>
      readFileSync(file, 'utf8').includes(here),
    );

    expect(telling).toEqual([]);
  });
});

describe('a project with this package alone', () => {
  it(`has at most ${MAX_PACKAGES} packages, none of which runs anything at install`, () => {
    const lock = JSON.parse(readFileSync(`${project}/package-lock.json`, 'utf8')) as {
      packages: Record<string, { hasInstallScript?: boolean }>;
    };
    const installed = Object.entries(lock.packages).filter(([where]) => where !== '');

    expect(installed.length).toBeLessThanOrEqual(MAX_PACKAGES);
    expect(installed.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([]);
  });

  it(`takes at most ${MAX_BYTES} bytes, none of them native code`, () => {
    const files = filesBelow(`${project}/node_modules`);

    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);

    process.stdout.write(`installed: ${bytes} bytes\n`);
    expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
    expect(files.filter((file) => /\.node$|binding\.gyp$/.test(file))).toEqual([]);
  });

  it('loads the root entry without a framework, and jsonwebtoken only when it is needed', () => {
    const loaded = run(`require('dss-sso'); console.log(Object.keys(require.cache).join('\\n'))`);

    expect(loaded).toContain('node-cache');
    expect(loaded).not.toContain('jsonwebtoken');
  });

  it('loads the http adapter without a framework', () => {
    expect(run(`console.log(typeof require('dss-sso/http').withSSO)`)).toBe('function\n');
  });

  it('tells how long an import takes', () => {
    const script = `const t = performance.now(); import('dss-sso').then(() => console.log(performance.now() - t))`;

    const milliseconds = Number(run(script));

    process.stdout.write(`import of dss-sso: ${milliseconds.toFixed(1)} ms\n`);
    expect(milliseconds).toBeGreaterThan(0);
  });
});
