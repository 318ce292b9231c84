import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runCli, type Ran } from './terminal.js';

const API = '/api/rest_j/v1';

interface Running {
  readonly url: string;
  readonly stdout: string;
  stop(): Promise<Ran>;
}

const running: Running[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((portal) => portal.stop()));
});

/** Starts `dss-sso portal`, and resolves when it has said what to do. */
async function start(...argv: string[]): Promise<Running> {
  let stopNow = (): void => undefined;
  let tell = (_: string): void => undefined;
  const stopped = new Promise<void>((resolve) => (stopNow = resolve));
  const told = new Promise<string>((resolve) => (tell = resolve));
  const ended = runCli(['portal', '--port', '0', ...argv], { stopped, onOutput: tell });
  const stdout = await Promise.race([told, ended.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
  const portal: Running = {
    url: /http:\/\/127\.0\.0\.1:\d+/.exec(stdout)?.[0] ?? '',
    stdout,
    stop: () => {
      stopNow();
      return ended;
    },
  };
  running.push(portal);
  return portal;
}

async function signIn(
  { url }: Running,
  userName: string,
  password: string,
): Promise<{ status: number; cookie: string }> {
  const answer = await fetch(`${url}${API}/user/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userName, password }),
  });
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { status: answer.status, cookie: cookie.join('; ') };
}

async function workspacesOf({ url }: Running, cookie: string): Promise<{ id: number; name: string }[]> {
  const answer = await fetch(`${url}${API}/dss/framework/workspace/workspaces`, { headers: { cookie } });
  const { data } = (await answer.json()) as { data: { workspaces: { id: number; name: string }[] } };
  return data.workspaces.map(({ id, name }) => ({ id, name }));
}

test('starts a portal, says what to click, and ends with 0 when it is asked to', async () => {
  const portal = await start();
  expect((await fetch(`${portal.url}/`)).status).toBe(200);
  const password = /^ +alice +password (\S+)$/m.exec(portal.stdout)?.[1] ?? '';
  expect((await signIn(portal, 'alice', password)).status).toBe(200);
  expect(portal.stdout).toContain(`gateways: ['${portal.url}']`);

  expect(await portal.stop()).toEqual({ exitCode: 0, stdout: portal.stdout, stderr: '' });
  await expect(fetch(portal.url)).rejects.toThrow();
});

test('has the users, workspaces and apps that are named', async () => {
  const portal = await start(
    ...['--app', 'my-app=http://127.0.0.1:3000/?a=b', '--app', 'other=http://127.0.0.1:4000/'],
    ...['--user', 'carol:pass:word', '--user', 'dave', '--workspace', 'first', '--workspace', '数据:1'],
    ...['--workspace', 'a:b', '--ticket-ttl', '60'],
  );
  expect(portal.stdout).toContain('my-app   http://127.0.0.1:3000/?a=b');
  expect(portal.stdout).toMatch(/^ +dave +password \S+$/m);
  expect(portal.stdout).not.toContain('pass:word');

  const { status, cookie } = await signIn(portal, 'carol', 'pass:word');
  expect(status).toBe(200);
  expect(await workspacesOf(portal, cookie)).toEqual([
    { id: 2, name: 'first' },
    { id: 1, name: '数据' },
    { id: 3, name: 'a:b' },
  ]);
});

test('gives workspaces to the default users as well', async () => {
  const portal = await start('--workspace', 'only:7');
  for (const user of ['alice', 'bob', 'admin']) {
    const password = new RegExp(`^ +${user} +password (\\S+)$`, 'm').exec(portal.stdout)?.[1] ?? '';
    const { cookie } = await signIn(portal, user, password);
    expect(await workspacesOf(portal, cookie)).toEqual([{ id: 7, name: 'only' }]);
  }
});

test('says when the port is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ran = await runCli(['portal', '--port', String(port)]);
  server.close();
  expect(ran).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: `dss-sso portal: cannot listen on port ${port} of 127.0.0.1: it is taken. Choose another with --port, or 0 for any.\n`,
  });
});

describe('in production', () => {
  const env = { NODE_ENV: 'production' };

  it('does not start, and names the option', async () => {
    const { exitCode, stderr } = await runCli(['portal', '--port', '0'], { env });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^dss-sso portal: NODE_ENV is production.* --dangerously-run-in-production\.\n$/);
  });

  it('starts for those who insist', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    const ran = await runCli(['portal', '--port', '0', '--dangerously-run-in-production'], { env });
    process.env['NODE_ENV'] = before;
    expect([ran.exitCode, ran.stderr]).toEqual([0, '']);
  });
});

describe('refuses with 2 and the option', () => {
  test.each([
    ['--port must be a whole number from 0 to 65535.', ['--port', '65536']],
    ['--port must be a whole number from 0 to 65535.', ['--port', '0x10']],
    ['--ticket-ttl must be a whole number from 1 to 2592000.', ['--ticket-ttl', '0']],
    ['--app must be <name=url>.', ['--app', 'http://127.0.0.1/']],
    ['--app no. 2: url must be an absolute http or https URL.', ['--app', 'a=http://a/', '--app', 'b=/x']],
    ['--app has "a" twice.', ['--app', 'a=http://a/', '--app', 'a=http://b/']],
    ['--user has "alice" twice.', ['--user', 'alice', '--user', 'ALICE']],
    ['--user no. 1: password must be text that is not empty.', ['--user', 'alice:']],
    ['--user no. 1: userName must be a name', ['--user', ':x']],
    ['--workspace no. 1: id must be a whole number', ['--workspace', 'w:0']],
    ['--workspace has "7" twice.', ['--workspace', 'v:7', '--workspace', 'w:7']],
  ])('%s', async (message, argv) => {
    const { exitCode, stdout, stderr } = await runCli(['portal', ...argv]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(`dss-sso portal: ${message}`)).toBe(true);
  });
});
