/**
 * The code in the documents compiles under the project's own compiler options, and what is a program runs. It imports the built package by
 * its name.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { SECRET } from '../support/world.js';
import { codeBlocksOf, DOCUMENTS, readText, ROOT } from './markdown.js';

// Inside the project, so that `dss-sso` is the project itself.
const FOLDER = path.join(ROOT, 'build', 'docs-code');

/** Of these nothing is compiled or run here: what a terminal shows and takes, and data. */
const NO_CODE = ['sh', 'text', 'json', 'console'];

/** The blocks of Chinese documents are those of the English ones. */
const BLOCKS = DOCUMENTS.filter((document) => !document.endsWith('.zh-CN.md')).flatMap((document) =>
  codeBlocksOf(readText(document)).map((block, index, all) => ({
    name: `${document.replace(/\W/g, '-')}-${index + 1}`,
    ...block,
    prints: all[index + 1]?.language === 'text' ? all[index + 1]?.code : undefined,
  })),
);
const CODE = BLOCKS.filter(({ language }) => language === 'ts' || language === 'js');
/** Plain JavaScript, and servers. What is left are excerpts, of modules that an app would have. */
const PROGRAMS = CODE.filter(({ language, code }) => language === 'js' || code.includes('listen(3000)'));

beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
});

test('every block is code that is compiled, or says that it is none', () => {
  const others = BLOCKS.filter((block) => !CODE.includes(block) && !NO_CODE.includes(block.language));
  expect(others).toEqual([]);
});

test('every block of TypeScript or JavaScript compiles', () => {
  for (const { name, code } of CODE) writeFileSync(path.join(FOLDER, `${name}.ts`), code);
  // `ctx.state.dss` and the like are how people write; to forbid it is a matter of this project's own taste.
  const compilerOptions = { moduleDetection: 'force', noPropertyAccessFromIndexSignature: false };
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] };
  writeFileSync(path.join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
  const compiler = require.resolve('typescript/bin/tsc');

  const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', FOLDER], { encoding: 'utf8' });

  expect(stdout).toBe('');
  expect(status).toBe(0);
  expect(CODE.length).toBeGreaterThan(0);
}, 120_000);

test.each(PROGRAMS)(
  '$name runs as it stands',
  ({ name, code, prints = '' }) => {
    const file = path.join(FOLDER, `${name}.mjs`);
    // A server of the documents takes any free port here, and ends as soon as it listens.
    writeFileSync(file, toJavaScript(code).replace('listen(3000)', 'listen(0, () => process.exit())'));
    const env = { ...process.env, APP_SECRET: SECRET, SESSION_SECRET: SECRET };

    const { stdout, stderr, status } = spawnSync(process.execPath, [file], { encoding: 'utf8', env });

    // A warning says that the document shows what should not be copied.
    expect({ stdout, stderr, status }).toEqual({ stdout: prints, stderr: '', status: 0 });
  },
  30_000,
);

function toJavaScript(code: string): string {
  const { ESNext: target } = ts.ScriptTarget;
  return ts.transpileModule(code, { compilerOptions: { target, module: ts.ModuleKind.ESNext } }).outputText;
}
