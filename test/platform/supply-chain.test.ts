/** What an install brings along, by the lock file (security.md section 15), and the bill of materials that tells of it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const MAX_PACKAGES = 22;
/** They ask for a notice, and for nothing of the app. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

interface LockedPackage {
  readonly version: string;
  readonly dev?: boolean;
  readonly integrity?: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly cpu?: string[];
  readonly os?: string[];
  readonly libc?: string[];
}

interface Component {
  readonly name: string;
  readonly version: string;
  readonly hashes: { alg: string; content: string }[];
  readonly licenses: { license: { id?: string } }[];
}

interface Bill {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: Component[];
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(path.join(ROOT, name), 'utf8'));
}

const { packages } = readJson('package-lock.json') as { packages: Record<string, LockedPackage> };
const runtime = Object.entries(packages)
  .filter(([where, { dev }]) => where !== '' && dev !== true)
  .map(([where, locked]) => ({ name: where.slice(where.lastIndexOf('node_modules/') + 13), ...locked }));
const namesOf = (some: readonly { name: string }[]): string[] => some.map(({ name }) => name);

describe('what an install brings along', () => {
  it(`is at most ${MAX_PACKAGES} packages, this one among them`, () => {
    expect(runtime.length).toBeGreaterThan(0);
    expect(runtime.length + 1).toBeLessThanOrEqual(MAX_PACKAGES);
  });

  it('runs nothing at install, of this package or another', () => {
    const { scripts } = readJson('package.json') as { scripts: Record<string, string> };

    const own = Object.keys(scripts).filter((name) => /^(pre|post)?install$|^(pre|post)?prepare$/.test(name));

    expect([...own, ...namesOf(runtime.filter(({ hasInstallScript }) => hasInstallScript === true))]).toEqual([]);
  });

  it('is the same for every platform: no native code', () => {
    expect(namesOf(runtime.filter(({ cpu, os, libc }) => (cpu ?? os ?? libc) !== undefined))).toEqual([]);
  });

  it('is what was locked: each package has its hash', () => {
    expect(namesOf(runtime.filter(({ integrity = '' }) => !integrity.startsWith('sha512-')))).toEqual([]);
  });

  it('has known licences, all of them permissive', () => {
    expect(namesOf(runtime.filter(({ license = '' }) => !PERMISSIVE.includes(license)))).toEqual([]);
  });
});

describe('the bill of materials', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dss-sso-sbom-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function write(name: string): string {
    const file = path.join(folder, name);
    execFileSync(process.execPath, [path.join(ROOT, 'scripts', 'sbom.mjs'), file]);
    return readFileSync(file, 'utf8');
  }

  it('names this package and all that an install brings along, with hashes and licences, and is always the same text', () => {
    const text = write('first.json');
    const bill = JSON.parse(text) as Bill;

    const { name, version } = readJson('package.json') as { name: string; version: string };
    expect([bill.bomFormat, bill.metadata.component]).toMatchObject(['CycloneDX', { name, version }]);
    const listed = bill.components.map((component) => ({
      name: component.name,
      version: component.version,
      hashes: component.hashes.map(({ alg, content }) => `${alg} ${content}`),
      licenses: component.licenses.map(({ license }) => license.id),
    }));
    const locked = runtime.map(({ name, version, integrity = '', license }) => ({
      name,
      version,
      hashes: [`SHA-512 ${Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex')}`],
      licenses: [license],
    }));
    expect(listed).toHaveLength(locked.length);
    expect(listed).toEqual(expect.arrayContaining(locked));
    expect(write('second.json')).toBe(text);
  }, 60_000);
});
