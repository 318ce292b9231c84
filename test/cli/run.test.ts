import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runCli } from './terminal.js';

const COMMANDS = ['portal', 'url', 'parse'];

describe('help', () => {
  test.each([['--help'], ['-h']])('%s lists the commands and the exit codes', async (option) => {
    const { exitCode, stdout, stderr } = await runCli([option]);
    expect([exitCode, stderr]).toEqual([0, '']);
    for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} +[A-Z]`, 'm'));
    for (const code of [0, 1, 2, 70]) expect(stdout).toMatch(new RegExp(`^  ${code} +[A-Z]`, 'm'));
  });

  test.each(COMMANDS)('%s has a help of its own, no wider than a terminal', async (name) => {
    const { exitCode, stdout, stderr } = await runCli([name, '--help']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(new RegExp(`^Usage: dss-sso ${name} `));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('comes whatever else is wrong, but not for a word behind --', async () => {
    expect((await runCli(['url', '--no-such-option', '-h'])).exitCode).toBe(0);
    expect((await runCli(['parse', '--', '--help'])).stdout).toContain('Not a DSS request');
  });

  it('tells how to keep a ticket out of sight', async () => {
    const { stdout } = await runCli(['url', '--help']);
    expect(stdout).toContain('--ticket-stdin');
    expect(stdout).toContain('DSS_SSO_TICKET');
  });
});

test('--version prints the version of the package', async () => {
  const manifest = readFileSync(path.resolve(__dirname, '../../package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  expect(await runCli(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

describe('a wrong command line ends with 2 and one line that says what to do', () => {
  test.each([
    [[], 'dss-sso: a command is missing: portal, url, parse. See dss-sso --help.'],
    [['prtal'], 'dss-sso: prtal is not a command; did you mean portal? See dss-sso --help.'],
    [['PARSE'], 'dss-sso: PARSE is not a command; did you mean parse? See dss-sso --help.'],
    [['constructor'], 'dss-sso: constructor is not a command. See dss-sso --help.'],
    [['a\nb\u001b[31m\u202e'], 'dss-sso: a\\u000ab\\u001b[31m\\u202e is not a command. See dss-sso --help.'],
    [['--versoin'], 'dss-sso: --versoin is not an option; did you mean --version? See dss-sso --help.'],
    [['-x'], 'dss-sso: -x is not an option. See dss-sso --help.'],
    [['url', '--tiket', 'x'], 'dss-sso url: --tiket is not an option; did you mean --ticket? See dss-sso url --help.'],
    [['url', '--tiket=x'], 'dss-sso url: --tiket is not an option; did you mean --ticket? See dss-sso url --help.'],
    [['url', '--__proto__', 'x'], 'dss-sso url: --__proto__ is not an option. See dss-sso url --help.'],
    [['parse', '-j', 'x'], 'dss-sso parse: -j is not an option. See dss-sso parse --help.'],
    [['url', '--ticket'], 'dss-sso url: --ticket needs a value: <ticket>. See dss-sso url --help.'],
    [
      ['url', '--redirect', '--app', 'x'],
      'dss-sso url: --redirect needs a value: <url>. To begin it with a dash, write --redirect=-... See dss-sso url --help.',
    ],
    [['portal', '--port', '1', '--port=2'], 'dss-sso portal: --port is given twice. See dss-sso portal --help.'],
    [['parse', '--json=1', 'x'], 'dss-sso parse: --json takes no value. See dss-sso parse --help.'],
    [['parse'], 'dss-sso parse: <url|-> is missing. See dss-sso parse --help.'],
    [
      ['parse', 'x', 'y'],
      'dss-sso parse: takes <url|-> once, not 2 times. A URL needs quotes in a shell. See dss-sso parse --help.',
    ],
    [
      ['portal', 'x'],
      'dss-sso portal: takes options only, and there is an argument that is no option and belongs to none. See dss-sso portal --help.',
    ],
  ])('%j', async (argv, line) => {
    expect(await runCli(argv)).toEqual({ exitCode: 2, stdout: '', stderr: `${line}\n` });
  });

  it('repeats no argument, because it may be a ticket', async () => {
    for (const argv of [
      ['url', 'CANARY'],
      ['url', '--tiket=CANARY'],
      ['url', '--ticket', '-CANARY'],
      ['url', '--ticket-stdin=CANARY'],
      ['parse', 'CANARY', 'CANARY'],
      ['parse', '--gateway', 'http://CANARY@x', 'x'],
      ['url', '--app-url', 'CANARY'],
      ['url', '--app-url', 'http://a/?cookies=CANARY'],
      ['url', '--app-url', 'http://a/', '--dss-url', 'http://CANARY@a/'],
      ['url', '--app-url', 'http://a/', '--dss-url', 'http://a', '--query', 'CANARY'],
      ['url', '--app-url', 'http://a/', '--dss-url', 'http://a', '--ticket', 'CANARY;'],
      ['portal', '--user', ':CANARY'],
      ['portal', '--app', 'CANARY'],
    ]) {
      const { exitCode, stdout, stderr } = await runCli(argv);
      expect([argv, exitCode]).toEqual([argv, 2]);
      expect(stdout + stderr).not.toContain('CANARY');
    }
  });
});

describe('a fault of the program itself', () => {
  // eslint-disable-next-line require-yield -- it fails before there is anything to read
  async function* brokenInput(): AsyncGenerator<string> {
    await Promise.resolve();
    throw new Error('EIO: read\nerror');
  }
  const argv = ['parse', '-'];

  it('ends with 70, its message, and how to see the stack', async () => {
    expect(await runCli(argv, { stdin: brokenInput() })).toEqual({
      exitCode: 70,
      stdout: '',
      stderr:
        'dss-sso parse: unexpected error: EIO: read\\u000aerror\nRun it again with NODE_DEBUG=dss-sso to see the stack.\n',
    });
  });

  it('shows the stack to whoever asks for it', async () => {
    const { exitCode, stderr } = await runCli(argv, { stdin: brokenInput(), env: { NODE_DEBUG: 'http,dss-sso' } });
    expect(exitCode).toBe(70);
    expect(stderr).toMatch(/^ +at /m);
    expect(stderr).not.toContain('NODE_DEBUG');
  });
});
