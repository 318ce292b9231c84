/** Two processes of an app with one Redis: what one has found out, the other knows. */
import { createClient } from 'redis';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { redisStore } from '../../src/store/redis-store.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';
import { CLIENTS, type Connected } from './clients.js';
import { startRedis, type RedisServer } from './redis-server.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

let server: RedisServer;
let world: World;
let one: RunningApp;
let two: RunningApp;
const open: Connected[] = [];
const lines: string[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

async function startProcess(options: Partial<SSOPluginOptions<never>> = {}): Promise<RunningApp> {
  const connected = await CLIENTS['ioredis']?.(server.url);
  if (connected === undefined) throw new Error('there is no such client');
  open.push(connected);
  const note = (line: string): void => void lines.push(line);
  return startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    store: redisStore(connected.client, { timeout: 500 }),
    logger: { debug: note, info: note, warn: note, error: note },
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    ...options,
  });
}

beforeEach(async () => {
  lines.length = 0;
  world = await createWorld();
  [one, two] = [await startProcess(), await startProcess()];
});
afterEach(async () => {
  await Promise.all([one.close(), two.close()]);
  for (const connected of open.splice(0)) connected.close();
  await world.close();
});

const logIn = async (app: RunningApp, message: string): Promise<string | undefined> =>
  (await new TestBrowser().get(`${app.url}/?${message}`)).json<Seen>().user?.userName;

test('a ticket that one process has verified is not asked for by the other', async () => {
  const message = world.message({ proxyUser: 'hadoop' });
  expect(await logIn(one, message)).toBe('alice');
  const asked = world.portal.requests.length;
  expect(await logIn(two, message)).toBe('alice');
  expect(world.portal.requests).toHaveLength(asked);
  expect(two.filter.stats().ticketCache).toMatchObject({ hits: 1, misses: 0 });
});

test('of many requests at once with a ticket that another process knows, none asks the gateway', async () => {
  const message = world.message();
  await logIn(one, message);
  const users = await Promise.all(Array.from({ length: 50 }, () => logIn(two, message)));
  expect(new Set(users)).toEqual(new Set(['alice']));
  expect(world.calls()).toBe(1);
});

test('a ticket that one process found dead is dead for the other, within a second, although its own copy is still good', async () => {
  await Promise.all([one.close(), two.close()]);
  [one, two] = [
    await startProcess({ revalidateAfter: 5_000 }),
    await startProcess({ revalidateAfter: 5_000, cache: { ttl: 600_000 } }),
  ];
  const ticket = world.portal.tickets.issue('alice');
  const message = world.message({ ticket });
  const browser = new TestBrowser();
  await browser.get(`${one.url}/?${message}`);
  expect(await logIn(two, message)).toBe('alice');
  world.portal.tickets.kill(ticket);
  advance(5_001);
  expect((await browser.get(`${one.url}/`)).json<Seen>().user).toBeUndefined();
  advance(1_001);
  expect(await logIn(two, message)).toBeUndefined();
});

test('a shared verification is good for as long as one of its own', async () => {
  const message = world.message();
  await logIn(one, message);
  advance(59_000);
  await logIn(two, message);
  expect(world.calls()).toBe(1);
  advance(1_500);
  await logIn(two, message);
  expect(world.calls()).toBe(2);
});

test('nobody who can write to Redis can make a user of somebody, or see a ticket', async () => {
  const ticket = world.portal.tickets.issue('bob');
  const [alices, bobs] = [world.message(), world.message({ ticket })];
  await logIn(one, alices);
  const admin = await createClient({ url: server.url }).connect();
  const key = (await admin.keys('dss-sso:ticket:*'))[0] ?? '';
  const value = (await admin.get(key)) ?? '';
  await logIn(one, bobs);
  for (const name of await admin.keys('*')) {
    const kept = (await admin.get(name)) ?? '';
    expect(name + kept).not.toContain(ticket);
    expect(name + kept).not.toMatch(/alice|bob/);
    if (name.startsWith('dss-sso:ticket:')) await admin.set(name, value, { PX: 60_000 });
  }
  admin.destroy();
  advance(1_001);
  expect(await logIn(two, bobs)).toBe('bob');
  expect(await logIn(one, bobs)).toBe('bob');
});

test('while Redis is down each process goes by what it knows, asks where it knows nothing, and lets nobody in who is dead', async () => {
  const ticket = world.portal.tickets.issue('alice');
  const [known, unknown] = [world.message({ ticket }), world.message({ user: 'bob' })];
  await logIn(one, known);
  await server.kill();
  advance(1_001);
  try {
    expect(await logIn(one, known)).toBe('alice');
    expect(await logIn(one, unknown)).toBe('bob');
    expect(await logIn(one, world.message({ ticket: 'dead' }))).toBeUndefined();
    world.portal.tickets.kill(ticket);
    advance(60_000);
    expect(await logIn(one, known)).toBeUndefined();
    expect(lines.join('\n')).toContain('The store is down');
  } finally {
    await server.start();
  }
});
