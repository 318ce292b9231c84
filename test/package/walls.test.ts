import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

const REFUSED = [
  ['src/portal/a.ts', `import { x } from '../plugin/b.js';`, 'portal may not use plugin'],
  ['src/portal/pages/a.ts', `export * from '../../gateway/b.js';`, 'portal may not use gateway'],
  ['src/portal/b.ts', `void import(process.argv[2]);`, 'a computed import cannot be checked'],
  ['src/message/a.ts', `import type { X } from '../plugin/b.js';`, 'message may not use plugin'],
  ['src/message/b.ts', `export type X = import('../store/b.js').Store;`, 'message may not use store'],
  ['src/plugin/carriers/a.ts', `export { x } from '../../adapters/b.js';`, 'plugin may not use adapters'],
  ['src/plugin/a.ts', `import jwt from 'jsonwebtoken';`, 'plugin may not load jsonwebtoken'],
  ['src/plugin/b.ts', `import { SSOError } from 'dss-sso';`, 'plugin may not load dss-sso'],
  ['src/plugin/c.ts', `import http from 'node:http';`, 'plugin may not touch the network'],
  ['src/plugin/d.ts', `import { x } from '../../test/b.js';`, 'test/b.js is in no room of src'],
  ['src/interceptors/a.ts', `void import('../gateway/b.js');`, 'interceptors may not use gateway'],
  ['src/adapters/a.ts', `import express from 'express';`, 'adapters may use only types of express'],
  ['src/adapters/b.ts', `void import('express');`, 'adapters may use only types of express'],
  ['src/gateway/a.ts', `import { x } from '../message/index.js';`, 'rooms import files, not the index of a room'],
  ['src/gateway/b.ts', `import { connect } from 'node:net';`, 'gateway may not touch the network'],
  ['src/errors.ts', `import { x } from './message/b.js';`, 'ground floor may not use message'],
  ['src/index.ts', `export { x } from './adapters/express.js';`, 'the root entry may not use adapters'],
  ['src/utils/a.ts', `export {};`, 'src/utils/a.ts is in no room of src'],
] as const;

const ALLOWED = [
  ['src/plugin/e.ts', `import '../gateway/b.js'; import '../errors.js'; import './carriers/c.js'; import 'cookie';`],
  [
    'src/adapters/c.ts',
    `import type { Request } from 'express'; import on from 'on-headers'; import '../plugin/d.js';`,
  ],
  ['src/interceptors/b.ts', `import type { IncomingMessage } from 'node:http'; void import('jsonwebtoken');`],
  ['src/portal/c.ts', `import { parseCookie } from 'cookie'; import http from 'node:http'; import 'node:crypto';`],
  ['src/gateway/c.ts', `import { isIP } from 'node:net'; import '../outbound/send.js';`],
] as const;

const FETCH = ['src/gateway/d.ts', `void fetch('http://dss.example.com');`] as const;

const CYCLE = [
  ['src/store/a.ts', `import { b } from './b.js'; export const a = (): unknown => b;`],
  ['src/store/b.ts', `import { a } from './a.js'; export const b = (): unknown => a;`],
] as const;

let findings: Map<string, string[]>;

beforeAll(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dss-sso-walls-'));
  try {
    for (const [name, text] of [...REFUSED, ...ALLOWED, FETCH, ...CYCLE]) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    findings = lint(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** What ESLint says of each file of a project: "rule: message". */
function lint(folder: string): Map<string, string[]> {
  const script = path.join(__dirname, 'support', 'lint.mjs');
  const answer = execFileSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' });
  const results = JSON.parse(answer) as { filePath: string; messages: { ruleId: string; message: string }[] }[];
  return new Map(
    results.map(({ filePath, messages }) => [
      path.relative(folder, filePath).replaceAll('\\', '/'),
      messages
        .filter(({ ruleId }) => /walls|cycle|globals/.test(ruleId))
        .map(({ ruleId, message }) => `${ruleId}: ${message}`),
    ]),
  );
}

describe('the walls of src', () => {
  it.each(REFUSED)('refuse in %s: %s', (file, _text, why) => {
    expect(findings.get(file)).toEqual([`house/walls: ${why}. The table is in scripts/import-walls.js.`]);
  });

  it.each(ALLOWED)('let through in %s: %s', (file) => {
    expect(findings.get(file)).toEqual([]);
  });

  it('refuse fetch outside of outbound', () => {
    expect(findings.get(FETCH[0])).toEqual([expect.stringContaining('Outgoing calls go through src/outbound.')]);
  });

  it.each(CYCLE)('refuse the import cycle that %s is part of', (file) => {
    expect(findings.get(file)).toEqual([expect.stringMatching(/^import-x\/no-cycle: Dependency cycle/)]);
  });

  it('have a row for every folder of src', () => {
    const script = `import { ROOMS } from './scripts/import-walls.js'; console.log(JSON.stringify(Object.keys(ROOMS)))`;
    const rooms: unknown = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' }),
    );

    const folders = readdirSync(path.join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

    expect(rooms).toEqual(expect.arrayContaining(folders.map(({ name }) => name)));
  });
});
