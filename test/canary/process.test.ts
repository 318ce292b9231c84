/** The same scenes in a process of its own: what Node itself would show of it. */
import { execFileSync, fork } from 'node:child_process';
import { createCanaries } from './canaries.js';
import { compile, type Compiled } from './compiled.js';
import { createOutputs } from './outputs.js';
import type { ToldByProcess } from './play-all.js';
import { WAYS } from './ways.js';

let compiled: Compiled;

beforeAll(() => {
  compiled = compile();
});
afterAll(() => {
  compiled.remove();
});

interface Ended extends ToldByProcess {
  readonly stdout: string;
  readonly stderr: string;
}

function run(debug: string): Promise<Ended> {
  const child = fork(compiled.file('test/canary/play-all'), {
    env: { ...process.env, NODE_DEBUG: debug, NODE_OPTIONS: '' },
    silent: true,
  });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  let told: ToldByProcess | undefined;
  child.stdout?.on('data', (chunk) => stdout.push(String(chunk)));
  child.stderr?.on('data', (chunk) => stderr.push(String(chunk)));
  child.on('message', (message) => (told = message as ToldByProcess));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (told === undefined) reject(new Error(`the process ended with ${code}: ${stderr.join('').slice(-2_000)}`));
      else resolve({ ...told, stdout: stdout.join(''), stderr: stderr.join('') });
    });
  });
}

describe('with NODE_DEBUG=dss-sso and no logger', () => {
  let ended: Ended;

  beforeAll(async () => {
    ended = await run('dss-sso');
  }, 120_000);

  test('no canary is written to stderr or stdout, in no warning, no rejection and no title of the process', () => {
    const [canaries, outputs] = [createCanaries(), createOutputs()];
    for (const { texts } of Object.values(ended.played)) for (const [kind, text] of texts) canaries.adopt(kind, text);
    outputs.add('stdout', ended.stdout);
    for (const line of ended.stderr.split('\n')) outputs.add('stderr', line);
    for (const [place, text] of ended.heard) outputs.add(place, text);
    expect(canaries.all.length).toBeGreaterThan(1_000);
    expect(outputs.leaksOf(canaries).slice(0, 8)).toEqual([]);
  });

  test('although stderr tells of every refusal and every event', () => {
    const { played, stderr, stdout, heard } = ended;
    expect(Object.keys(played)).toEqual(Object.keys(WAYS));
    for (const { problems, codes, eventTypes } of Object.values(played)) {
      expect(problems).toEqual([]);
      for (const code of codes) expect(stderr).toContain(`"code":"${code}"`);
      for (const type of eventTypes) expect(stderr).toContain(`info: DSS ${type} {`);
    }
    for (const level of ['debug', 'info', 'warn', 'error'])
      expect(stderr).toMatch(new RegExp(`DSS-SSO \\d+: ${level}: `));
    expect(stdout).toBe('');
    expect(heard.map(([place]) => place).filter((place) => place !== 'warning')).toEqual(['process.title']);
  });
});

test('with NODE_DEBUG for somebody else, and no logger, nothing is written', () => {
  const script = `
    const { createLogger } = require(${JSON.stringify(compiled.file('src/logger'))});
    createLogger(undefined).warn('heard');`;
  const heard = (debug: string): string =>
    execFileSync('/bin/sh', ['-c', '"$NODE" -e "$SCRIPT" 2>&1'], {
      env: { NODE: process.execPath, SCRIPT: script, NODE_DEBUG: debug },
      encoding: 'utf8',
    });
  expect([heard('dss-sso').includes('heard'), heard('other'), heard('')]).toEqual([true, '', '']);
});
