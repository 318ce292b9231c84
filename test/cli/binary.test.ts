/** The built program, as npm installs it: `npm test` builds it first. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Ran } from './terminal.js';

const ROOT = path.resolve(__dirname, '../..');
const { bin } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { bin: Record<string, string> };
const PROGRAM = path.join(ROOT, bin['dss-sso'] ?? '');

function runProgram(argv: readonly string[], stdin = '', env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [PROGRAM, ...argv],
      { env: { ...process.env, NODE_DEBUG: '', ...env } },
      (error, stdout, stderr) => resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end(stdin);
  });
}

test('is there, and says that Node runs it', () => {
  expect(existsSync(PROGRAM)).toBe(true);
  expect(readFileSync(PROGRAM, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
});

test('knows its version', async () => {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(await runProgram(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

test('builds a URL and explains it, with the ticket on a pipe only', async () => {
  const argv = ['url', '--app-url', 'http://127.0.0.1:3000/', '--dss-url', 'http://127.0.0.1:8088', '--ticket-stdin'];
  const url = await runProgram(argv, 'CANARY==\n');
  expect([url.exitCode, url.stderr]).toEqual([0, '']);

  const explained = await runProgram(['parse', '-', '--gateway', 'http://127.0.0.1:8088'], url.stdout);
  expect([explained.exitCode, explained.stderr]).toEqual([0, '']);
  expect(explained.stdout).toContain('ticket, 8 characters');
  expect(explained.stdout).not.toContain('CANARY');
});

test('ends with 2 for a wrong command line, without a stack', async () => {
  expect(await runProgram(['url', '--tiket', 'x'])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'dss-sso url: --tiket is not an option; did you mean --ticket? See dss-sso url --help.\n',
  });
});

test('does not start a portal in production', async () => {
  const { exitCode, stdout } = await runProgram(['portal', '--port', '0'], '', { NODE_ENV: 'production' });
  expect([exitCode, stdout]).toEqual([1, '']);
});

test('ends quietly when nobody reads on', async () => {
  const child = spawn(process.execPath, [PROGRAM, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const [exitCode] = (await once(child, 'close')) as [number];
  expect([exitCode, stderr]).toEqual([0, '']);
});

test.each(['SIGINT', 'SIGTERM'] as const)('the portal ends with 0 on %s, connections or not', async (signal) => {
  const child = spawn(process.execPath, [PROGRAM, 'portal', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let url = '';
  for await (const line of createInterface(child.stdout)) {
    url ||= /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '';
    if (line.startsWith('Ctrl-C')) break;
  }
  expect((await fetch(url)).status).toBe(200);
  child.kill(signal);
  expect(await closed).toEqual([0, null]);
});
