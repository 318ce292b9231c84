/** What becomes of people and their logins when Redis is away, hangs, is full, or has forgotten everything. */
import { createClient } from 'redis';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { redisStore } from '../../src/store/redis-store.js';
import { expectDocumented } from '../faults/documented.js';
import { startFaultGateway, type FaultGateway } from '../faults/fault-gateway.js';
import { codeOf, copyOf, loggedIn, startFaultyApp, type FaultyApp } from '../faults/faulty-app.js';
import { advance } from '../support/clock.js';
import { TestBrowser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { CLIENTS, type Connected } from './clients.js';
import { startRedis, type RedisServer } from './redis-server.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

/** ms for which a process goes by its copy of a state. */
const COPY_TTL = 1_000;
/** ms, shorter than the default, so that a test of a server that hangs does not wait. */
const TIMEOUT = 200;

let server: RedisServer;
let gateway: FaultGateway;
const apps: FaultyApp[] = [];
const open: Connected[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  gateway = await startFaultGateway();
});
afterEach(async () => {
  server.thaw();
  await Promise.all(apps.splice(0).map((app) => app.close()));
  for (const connected of open.splice(0)) connected.close();
  await gateway.stop();
  await server.kill();
  await server.start();
});

async function administer(command: readonly string[]): Promise<void> {
  const client = await createClient({ url: server.url }).connect();
  await client.sendCommand(command);
  client.destroy();
}

const empty = (): Promise<void> => administer(['FLUSHALL']);
/** So many bytes may it hold; `0` is any number. */
const limit = (bytes: string): Promise<void> => administer(['CONFIG', 'SET', 'maxmemory', bytes]);

describe.each(Object.entries(CLIENTS))('over %s', (_name, connectClient) => {
  async function startProcess(options: Partial<SSOPluginOptions<never>> = {}): Promise<FaultyApp> {
    const connected = await connectClient(server.url);
    open.push(connected);
    const store = redisStore(connected.client, { timeout: TIMEOUT });
    const app = await startFaultyApp({ gateways: gateway.url, store, ...options });
    apps.push(app);
    return app;
  }

  /** Gone, and every client has noticed. */
  async function kill(): Promise<void> {
    await server.kill();
    await untilClients((isReady) => !isReady);
    advance(COPY_TTL + 1);
  }

  async function comeBack(): Promise<void> {
    await server.start();
    await untilClients((isReady) => isReady);
    advance(COPY_TTL + 1);
  }

  async function untilClients(isSo: (isReady: boolean) => boolean): Promise<void> {
    await eventually('all clients know', () =>
      Promise.resolve(open.every((client) => isSo(client.isReady())) || undefined),
    );
  }

  const expectAway = async (app: FaultyApp, browser = new TestBrowser()): Promise<void> => {
    const answer = await app.click(browser, gateway.message('carol'));
    expect([answer.status, codeOf(answer)]).toEqual([503, 'store-unavailable']);
    expect([...browser.jar]).toEqual([]);
  };

  /** What the app's route for a log-out answers: 599 is that `logout()` rejected. */
  const logOut = async (app: FaultyApp, browser: TestBrowser): Promise<number> =>
    (await browser.get(`${app.url}/logout`)).status;

  test('dead at the start: the app starts, logins in cookies work, and it needs no restart when Redis is there', async () => {
    const connected = await connectClient(server.url);
    open.push(connected);
    await kill();
    const store = redisStore(connected.client, { timeout: TIMEOUT });
    const app = await startFaultyApp({ gateways: gateway.url, store });
    apps.push(app);
    const browser = await loggedIn(app, gateway.message('alice'));
    expect(await app.userOf(browser)).toBe('alice');
    expectDocumented('F20', app.lines);
    await comeBack();
    expect(await app.userOf(browser)).toBe('alice');
    expect(await app.userOf(await loggedIn(app, gateway.message('bob')))).toBe('bob');
  });

  test('dead at the start, with logins in the store: 503, nobody in, until Redis is there', async () => {
    const app = await startProcess({ remember: 'store' });
    await kill();
    await expectAway(app);
    expectDocumented('F21', app.lines);
    await comeBack();
    expect(await app.userOf(await loggedIn(app, gateway.message('carol')))).toBe('carol');
  });

  test('dead while people are logged in: logins in cookies go on, logins in the store get 503', async () => {
    const [byCookie, byStore] = [await startProcess(), await startProcess({ remember: 'store' })];
    const [alice, bob] = [
      await loggedIn(byCookie, gateway.message('alice')),
      await loggedIn(byStore, gateway.message('bob')),
    ];
    const asked = gateway.calls;
    await kill();
    expect(await byCookie.userOf(alice)).toBe('alice');
    expect(gateway.calls).toBe(asked);
    expect(await byStore.outcome(bob)).toEqual([503, 'store-unavailable']);
    await comeBack();
    expect(await byCookie.userOf(alice)).toBe('alice');
    // The server came back empty.
    expect(await byStore.userOf(bob)).toBeUndefined();
    await byStore.click(bob, gateway.message('bob'));
    expect(await byStore.userOf(bob)).toBe('bob');
  });

  test('dead at a log-out: it is reported, and holds in this process', async () => {
    const app = await startProcess();
    const browser = await loggedIn(app, gateway.message('alice'));
    const [copy, laterCopy] = [copyOf(browser), copyOf(browser)];
    expect(await app.userOf(browser)).toBe('alice');
    await kill();
    expect(await logOut(app, browser)).toBe(599);
    expect(await app.userOf(browser)).toBeUndefined();
    expect(await app.userOf(copy)).toBeUndefined();
    await comeBack();
    expect(await app.userOf(laterCopy)).toBeUndefined();
    expectDocumented('F22', app.lines);
  });

  test('hanging: one command waits, the requests after it do not, and logins in cookies go on', async () => {
    const app = await startProcess();
    const browser = await loggedIn(app, gateway.message('alice'));
    expect(await app.userOf(browser)).toBe('alice');
    server.freeze();
    advance(COPY_TTL + 1);
    expect(await app.userOf(browser)).toBe('alice');
    expectDocumented('F23', app.lines);
    expect(await app.userOf(browser)).toBe('alice');
    expect(await app.userOf(await loggedIn(app, gateway.message('bob')))).toBe('bob');
    server.thaw();
    advance(COPY_TTL + 1);
    expect(await app.userOf(browser)).toBe('alice');
  });

  test('back again: what ended meanwhile stays ended here, and the other processes learn of it', async () => {
    const [one, two] = [await startProcess(), await startProcess()];
    const [alice, bob] = [await loggedIn(one, gateway.message('alice')), await loggedIn(one, gateway.message('bob'))];
    const [copyOfAlice, copyOfBob] = [copyOf(alice), copyOf(bob)];
    await kill();
    expect(await logOut(one, alice)).toBe(599);
    await expect(one.filter.endLogins('bob')).rejects.toMatchObject({ code: 'store-unavailable' });
    // Nobody could tell the other process.
    expect(await two.userOf(copyOf(copyOfAlice))).toBe('alice');
    await comeBack();
    expect(await one.userOf(copyOf(copyOfAlice))).toBeUndefined();
    expect(await one.userOf(copyOf(copyOfBob))).toBeUndefined();
    expectDocumented('F24', one.lines);
    await eventually('the other process knows', async () => {
      advance(COPY_TTL + 1);
      const users = [await two.userOf(copyOf(copyOfAlice)), await two.userOf(copyOf(copyOfBob))];
      return users.every((user) => user === undefined) || undefined;
    });
  });

  test('emptied: logins in cookies go on after one question, logins in the store are gone', async () => {
    const [byCookie, other] = [await startProcess(), await startProcess()];
    const byStore = await startProcess({ remember: 'store' });
    const [alice, bob] = [
      await loggedIn(byCookie, gateway.message('alice')),
      await loggedIn(byStore, gateway.message('bob')),
    ];
    await empty();
    advance(COPY_TTL + 1);
    const asked = gateway.calls;
    for (let at = 0; at < 3; at += 1) expect(await other.userOf(alice)).toBe('alice');
    expect(gateway.calls - asked).toBe(1);
    expectDocumented('F25', other.lines);
    expect(await byStore.userOf(bob)).toBeUndefined();
    await byStore.click(bob, gateway.message('bob'));
    expect(await byStore.userOf(bob)).toBe('bob');
  });

  test('emptied: a copy of an ended login is dead where it ended, and elsewhere as soon as its ticket is', async () => {
    const [one, two] = [await startProcess(), await startProcess()];
    const browser = await loggedIn(one, gateway.message('alice'));
    const copy = copyOf(browser);
    expect(await logOut(one, browser)).toBe(200);
    await empty();
    advance(COPY_TTL + 1);
    expect(await one.userOf(copyOf(copy))).toBeUndefined();
    expect(await two.userOf(copyOf(copy))).toBe('alice');
    gateway.dead.add('ticket-of-alice');
    await empty();
    advance(300_000);
    expect(await two.userOf(copyOf(copy))).toBeUndefined();
  });

  test('full: logins in cookies work, new logins in the store get 503, and who is in goes on', async () => {
    const [byCookie, byStore] = [await startProcess(), await startProcess({ remember: 'store' })];
    const bob = await loggedIn(byStore, gateway.message('bob'));
    await limit('1');
    const alice = await loggedIn(byCookie, gateway.message('alice'));
    expect(await byCookie.userOf(alice)).toBe('alice');
    expectDocumented('F26', byCookie.lines);
    await expectAway(byStore);
    advance(COPY_TTL + 1);
    expect(await byStore.userOf(bob)).toBe('bob');
    await limit('0');
    expect(await byStore.userOf(await loggedIn(byStore, gateway.message('carol')))).toBe('carol');
  });

  test('full at a log-out: it is reported, holds here, and reaches the others when there is room', async () => {
    const [one, two] = [await startProcess(), await startProcess()];
    const browser = await loggedIn(one, gateway.message('alice'));
    const copy = copyOf(browser);
    await limit('1');
    expect(await logOut(one, browser)).toBe(599);
    expect(await one.userOf(copyOf(copy))).toBeUndefined();
    expect(await two.userOf(copyOf(copy))).toBe('alice');
    await limit('0');
    await eventually('the other process knows', async () => {
      advance(COPY_TTL + 1);
      await one.userOf(copyOf(copy));
      return (await two.userOf(copyOf(copy))) === undefined || undefined;
    });
  });
});
