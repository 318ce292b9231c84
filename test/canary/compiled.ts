import { transformSync } from '@swc/core';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The sources and these tests as CommonJS, for processes of their own: Node reads its flags and `NODE_DEBUG` when it starts. */
export interface Compiled {
  /** The path of a compiled file, by its path in the repository without `.ts`. */
  file(path: string): string;
  remove(): void;
}

const ROOT = resolve(__dirname, '../..');
const FOLDERS = ['src', 'test/canary', 'test/support', 'test/hostile'];

export function compile(): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'dss-sso-canary-'));
  for (const file of FOLDERS.flatMap(sourcesIn)) {
    const target = join(folder, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, toCommonJS(readFileSync(join(ROOT, file), 'utf8')));
  }
  // Time is moved by the scenes.
  writeFileSync(join(folder, 'src/clock.js'), "module.exports = require('../test/support/clock.js');");
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return {
    file: (path) => join(folder, `${path}.js`),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.test|\.d)\.ts$/.test(file))
    .map((file) => join(folder, file));
}

function toCommonJS(source: string): string {
  return transformSync(source, {
    configFile: false,
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  }).code;
}
