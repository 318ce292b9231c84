/** The fourteen defects of the Java plug-in (protocol notes, section 6), each with the defence that this package has. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import { parseDSSMsg } from '../../src/message/dss-msg.js';
import { SSOUrlBuilder } from '../../src/message/sso-url-builder.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { startExpressApp, type AppOptions, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { ask, PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

let world: World;
let app: RunningApp;
const log: string[] = [];
const keep = (line: string): void => void log.push(line);
const LOGGER = { debug: keep, info: keep, warn: keep, error: keep };

beforeEach(async () => {
  world = await createWorld();
  log.length = 0;
});
afterEach(async () => {
  await app.close();
  await world.close();
});

async function start(options: Partial<SSOPluginOptions<never>> = {}, appOptions: AppOptions = {}): Promise<void> {
  app = await startExpressApp(
    {
      gateways: world.dssUrl,
      secret: SECRET,
      logger: LOGGER,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
      ...options,
    },
    appOptions,
  );
}

const codeOf = async (query: string): Promise<unknown> => (await ask(app.url, `/?${query}`, {})).json()['code'];
const userOf = async (browser: TestBrowser): Promise<string | undefined> =>
  (await browser.get(`${app.url}/`)).json<Seen>().user?.userName;

test("D1 a stranger's server that says «admin» is neither asked nor believed", async () => {
  let connections = 0;
  const rogue: Server = createServer((_req, res) => {
    res.setHeader('Content-Type', 'application/json');
    res.end('{"status":0,"data":{"userName":"admin"}}');
  });
  rogue.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => rogue.listen(0, '127.0.0.1', resolve));
  await start();
  const dssUrl = `http://127.0.0.1:${(rogue.address() as AddressInfo).port}`;
  for (const named of [
    dssUrl,
    `${dssUrl}/`,
    dssUrl.replace('127.0.0.1', 'localhost'),
    `${world.dssUrl}@${dssUrl.slice(7)}`,
  ]) {
    expect(await codeOf(world.message({ dssUrl: named }))).toBe('gateway-untrusted');
  }
  expect(connections).toBe(0);
  await new Promise((resolve) => rogue.close(resolve));
});

test('D1 a filter without gateways does not start', async () => {
  await start();
  const { SSOPluginFilter } = await import('../../src/plugin/sso-plugin-filter.js');
  const interceptor = jwtCookieInterceptor({ secret: SECRET });
  for (const gateways of [undefined, [], '*', 'https://*.example.com', ['https://u:p@dss.example.com']]) {
    expect(() => new SSOPluginFilter({ gateways: gateways as never, interceptor })).toThrow(
      expect.objectContaining({ code: 'options-invalid' }) as Error,
    );
  }
});

test('D2 a redirect that leaves the app is refused, and nobody is logged in', async () => {
  await start();
  for (const redirect of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const answer = await ask(app.url, `/?${world.message({ redirect })}`, { headers: PAGE_LOAD });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('redirect-denied');
    expect(answer.headers.location).toBeUndefined();
    expect(answer.setCookies).toEqual([]);
  }
  expect(world.calls()).toBe(0);
});

test('D3 dead tickets, dead gateways and malformed cookies have a status of their own and leak nothing', async () => {
  await start({ gateway: { retries: 0, timeout: 500 } });
  const malformed = `dssurl=${encodeURIComponent(world.dssUrl)}&cookies=novalue`;
  const dead = await ask(app.url, `/?${world.message({ ticket: 'deadbeefdeadbeef' })}`, {});
  const broken = await ask(app.url, `/?${malformed}`, {});
  expect([dead.status, dead.json()['code']]).toEqual([401, 'ticket-rejected']);
  expect([broken.status, broken.json()['code']]).toEqual([400, 'message-malformed']);
  const message = world.message();
  world.portal.faults = { hang: true };
  const late = await ask(app.url, `/?${message}`, {});
  expect([late.status, late.json()['code']]).toEqual([504, 'gateway-timeout']);
  await world.portal.close();
  const gone = await ask(app.url, `/?${message}`, {});
  expect([gone.status, gone.json()['code']]).toEqual([502, 'gateway-unreachable']);
  for (const { text } of [dead, broken, late, gone]) {
    expect(text).not.toMatch(/\.[jt]s:\d+|Error:|ECONN|127\.0\.0\.1|deadbeef/);
  }
});

test("D4 a user whose name looks packed is that user, and nobody's proxy", async () => {
  await start();
  const browser = new TestBrowser();
  await browser.open(`${app.url}/?${world.message({ user: 'proxy_05aliceroot' })}`);
  expect((await browser.get(`${app.url}/`)).json<Seen>().user).toEqual({
    userName: 'proxy_05aliceroot',
    effectiveUser: 'proxy_05aliceroot',
  });
});

test("D5 Bob's message in Alice's browser makes it Bob's, with a session of his own", async () => {
  await start({ interceptor: sessionInterceptor() as never }, { session: true });
  const browser = new TestBrowser();
  await browser.open(`${app.url}/?${world.message()}`);
  await browser.get(`${app.url}/mark`);
  const session = browser.jar.get('connect.sid');
  await browser.open(`${app.url}/?${world.message({ user: 'bob' })}`);
  const seen = (await browser.get(`${app.url}/`)).json<Seen & { mark?: string }>();
  expect(seen).toMatchObject({ user: { userName: 'bob' }, sessionUser: { userName: 'bob' } });
  expect(seen.mark).toBeUndefined();
  expect(browser.jar.get('connect.sid')).not.toBe(session);
});

test('D6 every message is verified, whoever is logged in already', async () => {
  await start({ verifyWorkspace: true });
  const browser = new TestBrowser();
  const ticket = world.portal.tickets.issue('alice');
  await browser.open(`${app.url}/?${world.message({ ticket })}`);
  const dead = await browser.get(`${app.url}/?${world.message({ ticket: 'dead', workspace: 'dev' })}`);
  expect([dead.status, dead.json()['code']]).toEqual([401, 'ticket-rejected']);
  for (const foreign of [
    { workspace: 'secret' },
    { workspace: 'dev', workspaceId: 224 },
    { workspace: 'bdap', workspaceId: 999 },
  ]) {
    const answer = await browser.get(`${app.url}/?${world.message({ ticket, ...foreign })}`);
    expect([answer.status, answer.json()['code']]).toEqual([403, 'workspace-denied']);
  }
  const seen = (await browser.get(`${app.url}/`)).json<Seen>();
  expect(seen.workspace).toEqual({ name: 'bdap', id: 224, verified: true });
});

test("D7 after Bob took over, calls back to DSS carry Bob's ticket", async () => {
  await start();
  const browser = new TestBrowser();
  await browser.open(`${app.url}/?${world.message({ workspaceId: 224 })}`);
  await browser.open(`${app.url}/?${world.message({ user: 'bob', workspaceId: 224 })}`);
  const before = world.portal.requests.length;
  const bob = world.portal.requests[before - 1]?.headers.cookie;
  expect((await browser.get(`${app.url}/users`)).json()).toEqual(expect.arrayContaining(['alice', 'bob']));
  expect(world.portal.requests[before]?.path).toContain('getAllWorkspaceUsers');
  expect(world.portal.requests[before]?.headers.cookie).toBe(bob);
});

test('D8 a session id planted before the login is worth nothing after it', async () => {
  await start({ interceptor: sessionInterceptor() as never }, { session: { saveUninitialized: true } as never });
  const attacker = new TestBrowser();
  await attacker.get(`${app.url}/mark`);
  const victim = new TestBrowser();
  victim.jar.set('connect.sid', attacker.jar.get('connect.sid') ?? '');
  await victim.open(`${app.url}/?${world.message()}`);
  expect(await userOf(victim)).toBe('alice');
  expect(await userOf(attacker)).toBeUndefined();
});

test('D9 whatever is put into a URL is read back, hash routes and queries included', () => {
  const url = new SSOUrlBuilder()
    .setReqUrl('http://app.example.com/sso?x=1')
    .setDSSUrl('http://dss.example.com')
    .setAppName('my app&x=1')
    .setWorkspace('数据 &=+%')
    .addCookie('linkis_user_session_ticket_id_v1', 'a/b+c==')
    .redirectTo('http://app.example.com/#/job?id=1&tab=2')
    .getBuiltUrl();
  expect(parseDSSMsg(url.split('?').slice(1).join('?'))).toMatchObject({
    dssUrl: 'http://dss.example.com',
    appName: 'my app&x=1',
    workspaceName: '数据 &=+%',
    redirectUrl: 'http://app.example.com/#/job?id=1&tab=2',
  });
  return start();
});

test('D10 the ticket is in no log line, and leaves the address bar at once', async () => {
  await start();
  const ticket = world.portal.tickets.issue('alice');
  const answer = await ask(app.url, `/page?${world.message({ ticket })}`, { headers: PAGE_LOAD });
  await ask(
    app.url,
    `/page?${world.message({ ticket: 'canary-canary', redirect: 'https://evil.example/?t=canary-canary' })}`,
    {},
  );
  expect(answer.headers).toMatchObject({
    location: './page',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  expect(log.length).toBeGreaterThan(1);
  expect(log.join('\n')).not.toContain(ticket);
  expect(log.join('\n')).not.toContain(encodeURIComponent(ticket));
  expect(log.join('\n')).not.toContain('canary-canary');
});

test('D11 a gateway that sends without end is cut off', async () => {
  const endless = createServer((_req, res) => {
    res.writeHead(200, { 'Content-Type': 'application/json' });
    const flood = (): void => {
      while (res.write('x'.repeat(65_536)));
    };
    res.on('drain', flood);
    flood();
  });
  await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve));
  const dssUrl = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
  await start({ gateways: dssUrl });
  expect(await codeOf(world.message({ dssUrl }))).toBe('gateway-bad-answer');
  endless.closeAllConnections();
  await new Promise((resolve) => endless.close(resolve));
});

test('D12 a thousand requests with one new ticket are one gateway call', async () => {
  await start();
  const message = world.message();
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => ask(app.url, `/?${message}`, {})));
  expect(answers.every((answer) => answer.json<Seen>().user?.userName === 'alice')).toBe(true);
  expect(world.calls()).toBe(1);
}, 60_000);

test('D13 log-out in DSS reaches the app', async () => {
  await start();
  const browser = new TestBrowser();
  const ticket = world.portal.tickets.issue('alice');
  await browser.open(`${app.url}/?${world.message({ ticket })}`);
  world.portal.tickets.kill(ticket);
  advance(300_001);
  expect(await userOf(browser)).toBeUndefined();
});

test('D14 what is remembered is bounded', async () => {
  await start({ cache: { max: 10 } });
  for (let i = 0; i < 40; i += 1) await ask(app.url, `/?${world.message()}`, {});
  expect(app.filter.stats().ticketCache.size).toBe(10);
  expect(app.filter.stats().logins).toBe(40);
});
