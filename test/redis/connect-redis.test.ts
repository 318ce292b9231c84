/** Sessions in Redis, by express-session and connect-redis: the usual way in which the processes of an Express app share logins. */
import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { redisStore } from '../../src/store/redis-store.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { TestBrowser, type Answer } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { createWorld, SECRET, TICKET, type World } from '../support/world.js';
import { startRedis, type RedisServer } from './redis-server.js';

let server: RedisServer;
let world: World;
let one: RunningApp;
let two: RunningApp;
const clients: { readonly isReady: boolean; destroy(): void }[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await createWorld();
  [one, two] = [await startProcess(), await startProcess()];
});
afterEach(async () => {
  server.thaw();
  await Promise.all([one.close(), two.close()]);
  for (const client of clients.splice(0)) client.destroy();
  await world.close();
});

/**
 * As docs/operations.md tells: a session store that cannot be reached must say so, and not let requests wait.
 * @param silence - ms after which the connection counts as broken
 */
async function connectClient(silence = 30_000) {
  const client = createClient({
    url: server.url,
    disableOfflineQueue: true,
    pingInterval: silence / 5,
    socket: { socketTimeout: silence, reconnectStrategy: 25 },
  });
  client.on('error', () => undefined);
  await client.connect();
  clients.push(client);
  return client;
}

async function startProcess(options: Partial<SSOPluginOptions<never>> = {}, silence?: number): Promise<RunningApp> {
  const client = await connectClient(silence);
  return startExpressApp(
    { gateways: world.dssUrl, secret: SECRET, interceptor: sessionInterceptor(), ...options },
    { session: { store: new RedisStore({ client }) } },
  );
}

const click = (app: RunningApp, browser: TestBrowser, ticket?: string): Promise<Answer> =>
  browser.get(`${app.url}/?${world.message(ticket === undefined ? {} : { ticket })}`);
const seenBy = async (app: RunningApp, browser: TestBrowser): Promise<Seen> =>
  (await browser.get(`${app.url}/`)).json<Seen>();

/** Another browser with the same cookies. */
function copyOf(browser: TestBrowser): TestBrowser {
  const copy = new TestBrowser();
  for (const [name, value] of browser.jar) copy.jar.set(name, value);
  return copy;
}

/** Who is in, for both processes, as DSS and as the app say. */
async function usersOf(browser: TestBrowser): Promise<unknown[]> {
  const seen = [await seenBy(one, copyOf(browser)), await seenBy(two, copyOf(browser))];
  return seen.flatMap(({ user, sessionUser }) => [
    user?.userName,
    (sessionUser as { userName?: string } | undefined)?.userName,
  ]);
}

const ALICE = ['alice', 'alice', 'alice', 'alice'];
const NOBODY = [undefined, undefined, undefined, undefined];

test('a login in one process is one in the other', async () => {
  const browser = new TestBrowser();
  await click(one, browser);
  expect([...browser.jar.keys()]).toEqual(['connect.sid']);
  expect(await usersOf(browser)).toEqual(ALICE);
});

test('a log-out in one process is one in the other, at once, and for every copy of the session cookie', async () => {
  const browser = new TestBrowser();
  await click(one, browser);
  const copy = copyOf(browser);
  expect(await usersOf(browser)).toEqual(ALICE);
  await browser.get(`${two.url}/logout`);
  expect(await usersOf(browser)).toEqual(NOBODY);
  expect(await usersOf(copy)).toEqual(NOBODY);
});

test('a log-out in DSS that one process has heard of is known to the other, which need not ask', async () => {
  await one.close();
  one = await startProcess({ revalidateAfter: 0 });
  const ticket = world.portal.tickets.issue('alice');
  const browser = new TestBrowser();
  await click(two, browser, ticket);
  expect(await usersOf(browser)).toEqual(ALICE);
  world.portal.tickets.kill(ticket);
  const asked = world.calls();
  expect(await usersOf(browser)).toEqual(NOBODY);
  expect(world.calls()).toBe(asked + 1);
});

test('the session id of before the login is worth nothing afterwards, in either process', async () => {
  const browser = new TestBrowser();
  await browser.get(`${one.url}/mark`);
  const before = copyOf(browser);
  await click(two, browser);
  expect(await usersOf(browser)).toEqual(ALICE);
  expect(await usersOf(before)).toEqual(NOBODY);
});

test('Redis holds the session and no ticket that could be read', async () => {
  await (await connectClient()).flushAll();
  const ticket = world.portal.tickets.issue('alice');
  const browser = new TestBrowser();
  await click(one, browser, ticket);
  expect(await usersOf(browser)).toEqual(ALICE);

  const kept = await dump();
  expect(kept).toEqual([expect.stringMatching(/^sess:.*"dss-sso":/)]);
  for (const form of formsOf(ticket)) expect(kept.join('\n')).not.toContain(form);
  expect(kept.join('\n')).not.toContain(TICKET);
});

test('nor does it with logins, states and verified tickets in a store beside the sessions', async () => {
  const client = await connectClient();
  await client.flushAll();
  await one.close();
  one = await startProcess({ remember: 'store', store: redisStore(client) });
  const ticket = world.portal.tickets.issue('alice');
  await click(one, new TestBrowser(), ticket);

  const kept = await dump();
  const kinds = kept.map((line) => line.split(':').slice(0, 2).join(':')).sort();
  expect(kinds).toEqual(expect.arrayContaining(['dss-sso:confirmed', 'dss-sso:login', 'dss-sso:ticket']));
  for (const form of formsOf(ticket)) expect(kept.join('\n')).not.toContain(form);
  expect(kept.join('\n')).not.toContain(TICKET);
});

/** Every key of the server, with its value; none is there for ever. */
async function dump(): Promise<string[]> {
  const client = await connectClient();
  const keys = await client.keys('*');
  for (const key of keys) expect(await client.pTTL(key)).toBeGreaterThan(0);
  return Promise.all(keys.map(async (key) => `${key} ${(await client.get(key)) ?? ''}`));
}

/** How a text may stand somewhere. */
function formsOf(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [text, encodeURIComponent(text), bytes.toString('base64'), bytes.toString('hex')];
}

/** @returns the browser that was refused: express-session gave it a cookie, of a session that is nowhere */
async function expectRefused(): Promise<TestBrowser> {
  const browser = new TestBrowser();
  const refused = await click(one, browser);
  expect([refused.status, refused.json()['code']]).toEqual([500, 'session-unavailable']);
  return browser;
}

const untilClients = (isReady: boolean): Promise<true> =>
  eventually('all clients know', () =>
    Promise.resolve(clients.every((client) => client.isReady === isReady) || undefined),
  );

test('without Redis nobody gets in, and whoever was in meets the error of the session middleware, never an open door', async () => {
  const browser = new TestBrowser();
  await click(one, browser);
  await server.kill();
  let refused: TestBrowser;
  try {
    await untilClients(false);
    refused = await expectRefused();
    expect((await browser.get(`${one.url}/`)).text).toBe('the app failed');
  } finally {
    await server.start();
  }
  await untilClients(true);
  // The server came back empty.
  expect(await usersOf(browser)).toEqual(NOBODY);
  expect(await usersOf(refused)).toEqual(NOBODY);
  await click(two, browser);
  expect(await usersOf(browser)).toEqual(ALICE);
});

test('a Redis that hangs lets nobody in, and nobody wait for ever', async () => {
  await one.close();
  one = await startProcess({}, 1_000);
  server.freeze();
  const refused = await expectRefused();
  server.thaw();
  await untilClients(true);
  expect(await usersOf(refused)).toEqual(NOBODY);
  expect((await click(one, refused)).status).toBe(200);
});
