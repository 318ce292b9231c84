import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { pack, temporaryFolder } from './support/packed-package.js';

const root = path.join(__dirname, '..', '..');
/** What is made, not kept. */
const MADE = ['.git', 'node_modules', 'dist', 'build', 'coverage'];

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

it('a copy of this project, built and packed elsewhere, gives the same tarball, bit for bit', () => {
  const here = pack(folder.path);
  const copy = path.join(folder.path, 'somewhere else');
  cpSync(root, copy, { recursive: true, filter: (source) => !MADE.includes(path.relative(root, source)) });
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));

  const env = { ...process.env, TZ: 'Asia/Shanghai', LC_ALL: 'zh_CN.UTF-8', NODE_ENV: 'production' };
  execFileSync('npm', ['pack', '--silent'], { cwd: copy, env });

  expect(hashOf(path.join(copy, path.basename(here.file)))).toBe(hashOf(here.file));
}, 300_000);
