/** What happens seldom: settings taken away, gateways that stay silent after a restart, answers half sent. */
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { withSSO } from '../../src/adapters/http.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { ADAPTERS, startExpressApp, type AppOptions, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { ask, PAGE_LOAD, TestBrowser, type Answer } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const lines: string[] = [];
const keep = (line: string): void => void lines.push(line);
const apps: RunningApp[] = [];
let world: World;

beforeEach(async () => {
  world = await createWorld();
  lines.length = 0;
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await world.close();
});

function settings(options: Partial<SSOPluginOptions<never>> = {}): SSOPluginOptions<never> {
  return {
    gateways: world.dssUrl,
    secret: SECRET,
    logger: { debug: keep, info: keep, warn: keep, error: keep },
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    ...options,
  };
}

async function start(options: Partial<SSOPluginOptions<never>> = {}, appOptions: AppOptions = {}): Promise<RunningApp> {
  const app = await startExpressApp(settings(options), appOptions);
  apps.push(app);
  return app;
}

const signIn = (app: RunningApp, browser: TestBrowser, message = world.message()): Promise<Answer> =>
  browser.open(`${app.url}/?${message}`);
const userOf = async (app: RunningApp, browser: TestBrowser): Promise<string | undefined> =>
  (await browser.get(`${app.url}/`)).json<Seen>().user?.userName;
const codeOf = async (app: RunningApp, message: string, headers = {}): Promise<unknown> =>
  (await ask(app.url, `/?${message}`, { headers })).json()['code'];

test.each<[string | undefined, string | undefined, boolean]>([
  [undefined, undefined, true],
  [undefined, 'demo', true],
  ['demo', undefined, true],
  ['demo', 'demo', true],
  ['demo', 'other', false],
])('an app named %p takes a message that is addressed to %p: %p', async (appName, addressee, isTaken) => {
  const app = await start(appName === undefined ? {} : { appName });
  const code = await codeOf(app, world.message(addressee === undefined ? {} : { appName: addressee }));
  expect(code).toBe(isTaken ? undefined : 'app-mismatch');
});

describe('after a restart', () => {
  test('a login is asked for at once, even with revalidateAfter: false, and then never again', async () => {
    const before = await start({ revalidateAfter: false });
    const browser = new TestBrowser();
    await signIn(before, browser);
    const after = await start({ revalidateAfter: false });
    expect(await userOf(after, browser)).toBe('alice');
    advance(3_600_000);
    expect(await userOf(after, browser)).toBe('alice');
    expect(world.calls()).toBe(2);
  });

  test('a login is served for grace while the gateway is down, counted from its own verification', async () => {
    const before = await start({ revalidateAfter: false, grace: 60_000 });
    const browser = new TestBrowser();
    await signIn(before, browser);
    world.portal.faults = { status: 500 };
    const after = await start({ revalidateAfter: false, grace: 60_000 });
    expect(await userOf(after, browser)).toBe('alice');
    advance(60_001);
    expect((await browser.get(`${after.url}/`)).status).toBe(502);
  });

  test('a login of a gateway that is not listed any more is over', async () => {
    const before = await start();
    const browser = new TestBrowser();
    await signIn(before, browser);
    const after = await start({ gateways: 'https://other.example.com' });
    expect(await userOf(after, browser)).toBeUndefined();
    expect(browser.jar.size).toBe(0);
  });
});

test('a busy gateway at a confirmation is no reason to wait: the next request asks', async () => {
  const app = await start({ gateway: { maxConcurrent: 1, maxQueue: 0, timeout: 2_000 } });
  const browser = new TestBrowser();
  await signIn(app, browser);
  advance(300_001);
  world.portal.faults = { delay: 150 };
  const blocking = codeOf(app, world.message({ user: 'bob' }));
  expect(await userOf(app, browser)).toBe('alice');
  await blocking;
  world.portal.faults = {};
  const calls = world.calls();
  expect(await userOf(app, browser)).toBe('alice');
  expect(world.calls()).toBe(calls + 1);
});

test('another user behind the same ticket, as a confirmation finds it, ends the login', async () => {
  const app = await start();
  const browser = new TestBrowser();
  await signIn(app, browser);
  world.portal.faults = { body: JSON.stringify({ status: 0, message: '', data: { userName: 'mallory' } }) };
  advance(300_001);
  expect(await userOf(app, browser)).toBeUndefined();
});

test('a login from the future is asked for, and one from far in the future has expired', async () => {
  const app = await start();
  const [near, far] = [new TestBrowser(), new TestBrowser()];
  await signIn(app, far);
  advance(-290_000);
  await signIn(app, near);
  advance(-20_000);
  const calls = world.calls();
  expect(await userOf(app, near)).toBe('alice');
  expect(world.calls()).toBe(calls + 1);
  expect(await userOf(app, far)).toBeUndefined();
  advance(310_000);
});

test('embedded lets nobody in over plain http from another machine', async () => {
  const app = await start({ embedded: true });
  expect(await codeOf(app, world.message(), { host: 'app.example.com' })).toBe('context-denied');
  expect(lines.join('\n')).toContain('`embedded` needs https');
});

test('a message without any workspace is a login without one, verifyWorkspace or not', async () => {
  const app = await start({ verifyWorkspace: true });
  const message = world.message().replace(/&workspace=[^&]*/, '');
  const answer = await ask(app.url, `/?${message}`, {});
  expect(answer.json<Seen>().workspace).toEqual({ verified: false });
  const browser = new TestBrowser();
  await signIn(app, browser, message);
  expect((await browser.get(`${app.url}/users`)).json()).toEqual({ code: 'workspace-denied' });
});

test("remember: 'session' without a session is a refusal from the first login on", async () => {
  const app = await start({ remember: 'session' });
  expect(await codeOf(app, world.message())).toBe('session-unavailable');
});

test("remember: 'store' keeps the login in the store though there is a session and a secret", async () => {
  const app = await start({ remember: 'store' }, { session: true });
  const browser = new TestBrowser();
  await signIn(app, browser);
  expect(browser.jar.get('dss_sso')).toMatch(/^r\.[A-Za-z0-9_-]{43}$/);
  expect(await userOf(app, browser)).toBe('alice');
});

test('a login that moves to another carrier leaves nothing in the old one', async () => {
  const [inCookie, inSession] = [await start(), await start({}, { session: true })];
  const browser = new TestBrowser();
  await signIn(inCookie, browser);
  await signIn(inSession, browser);
  expect([...browser.jar.keys()].sort()).toEqual(['connect.sid', 'dss_sso_user']);
});

test('a session whose methods answer with promises is awaited, and its failure is a refusal', async () => {
  const session = { regenerate: () => Promise.resolve(), save: () => Promise.reject(new Error('disk full')) };
  const app = await start(
    { interceptor: sessionInterceptor() as never },
    {
      before: (req, _res, next) => {
        Object.assign(req, { session });
        next();
      },
    },
  );
  expect(await codeOf(app, world.message())).toBe('session-unavailable');
});

test.each<[string, object]>([
  ['getUser that answers a number', { isUserExistInSession: () => true, getUser: () => 7 }],
  [
    'isUserExistInSession that throws',
    {
      isUserExistInSession: () => {
        throw new Error('x');
      },
      getUser: () => undefined,
    },
  ],
])('%s is a refusal', async (_name, methods) => {
  const app = await start({ interceptor: { ...methods, addUserToRequest: () => [] } as never });
  expect(await codeOf(app, world.message())).toBe('interceptor-failed');
});

test('an interceptor that fails at log-out does not keep the login: the next request is anonymous', async () => {
  const interceptor = {
    isUserExistInSession: () => true,
    getUser: () => 'alice',
    addUserToRequest: () => [],
    removeUser: () => Promise.reject(new Error('x')),
  };
  const app = await start({ interceptor: interceptor as never });
  const browser = new TestBrowser();
  await signIn(app, browser);
  await browser.get(`${app.url}/logout`);
  expect(await userOf(app, browser)).toBeUndefined();
});

test('a cookie of an interceptor that is not sent everywhere is warned of, once', async () => {
  const interceptor = {
    isUserExistInSession: () => true,
    getUser: () => 'alice',
    addUserToRequest: () => [{ name: 'narrow', value: '1', path: '/app' }],
  };
  const app = await start({ interceptor: interceptor as never });
  const first = await signIn(app, new TestBrowser());
  await signIn(app, new TestBrowser());
  expect(first.status).toBe(200);
  expect(lines.filter((line) => line.includes('"narrow" is not sent with every request'))).toHaveLength(1);
});

describe.each(Object.entries(ADAPTERS))('%s', (_name, startApp) => {
  test('an answer that is half sent is broken off: a refusal cannot look like a page', async () => {
    const app = await startApp(settings(), {
      before: (_req, res, next) => {
        res.writeHead(200);
        res.write('half a page');
        next();
      },
    });
    apps.push(app);
    await expect(ask(app.url, `/?${world.message({ ticket: 'dead' })}`, {})).rejects.toThrow(/aborted|hang up/);
    await expect(ask(app.url, `/?${world.message()}`, { headers: PAGE_LOAD })).rejects.toThrow(/aborted|hang up/);
  });
});

test('over HTTP/2 the compatibility layer of Node is enough', async () => {
  const listener = withSSO(settings(), (req, res) => {
    res.end(req.dss?.user.userName ?? 'nobody');
  });
  const server = createHttp2Server(listener as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const get = (
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ headers: Record<string, unknown>; text: string }> =>
    new Promise((resolve, reject) => {
      const request = client.request({ ':path': path, ...headers });
      let answered: Record<string, unknown> = {};
      let text = '';
      request.on('response', (head) => (answered = head));
      request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      request.on('end', () => {
        resolve({ headers: answered, text });
      });
      request.on('error', reject);
    });
  const page = await get(`/page?${world.message()}`, PAGE_LOAD);
  expect(page.headers[':status']).toBe(303);
  expect(page.headers['location']).toBe('./page');
  const cookie = (page.headers['set-cookie'] as string[]).map((header) => header.split(';')[0]).join('; ');
  expect((await get('/', { cookie })).text).toBe('alice');
  expect((await get('/')).text).toBe('nobody');
  client.close();
  await new Promise<void>((resolve) =>
    server.close(() => {
      resolve();
    }),
  );
});
