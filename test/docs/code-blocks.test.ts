/** The code in the documents compiles under the project's own compiler options, and runs. It imports the built package by its name. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SECRET } from '../support/world.js';
import { codeBlocksOf, DOCUMENTS, readText, ROOT } from './markdown.js';

// Inside the project, so that `dss-sso` is the project itself.
const FOLDER = path.join(ROOT, 'build', 'docs-code');

/** The blocks of README.zh-CN.md are those of README.md. */
const BLOCKS = DOCUMENTS.filter((document) => document !== 'README.zh-CN.md').flatMap((document) =>
  codeBlocksOf(readText(document)).map((block, index, all) => ({
    name: `${document.replace(/\W/g, '-')}-${index + 1}`,
    ...block,
    prints: all[index + 1]?.language === 'text' ? all[index + 1]?.code : undefined,
  })),
);
const TYPED = BLOCKS.filter(({ language }) => language === 'ts' || language === 'js');
const PLAIN = BLOCKS.filter(({ language }) => language === 'js');

beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
});

test('every block of TypeScript or JavaScript compiles', () => {
  for (const { name, code } of TYPED) writeFileSync(path.join(FOLDER, `${name}.ts`), code);
  const config = { extends: '../../tsconfig.json', compilerOptions: { moduleDetection: 'force' }, include: ['*.ts'] };
  writeFileSync(path.join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
  const compiler = require.resolve('typescript/bin/tsc');

  const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', FOLDER], { encoding: 'utf8' });

  expect(stdout).toBe('');
  expect(status).toBe(0);
  expect(TYPED.length).toBeGreaterThan(0);
}, 120_000);

test.each(PLAIN)(
  '$name runs as it stands',
  ({ name, code, prints = '' }) => {
    const file = path.join(FOLDER, `${name}.mjs`);
    // A server of the documents takes any free port here, and ends as soon as it listens.
    writeFileSync(file, code.replace('listen(3000)', 'listen(0, () => process.exit())'));
    const env = { ...process.env, APP_SECRET: SECRET, SESSION_SECRET: SECRET };

    expect(execFileSync(process.execPath, [file], { encoding: 'utf8', env })).toBe(prints);
  },
  30_000,
);
