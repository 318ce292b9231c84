import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import type { LoginEvent } from '../../src/plugin/login-events.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { startExpressApp, type AppOptions, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { PAGE_LOAD, TestBrowser, type Answer } from '../support/client.js';
import { createWorld, SECRET, TICKET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

type Setup = 'session' | 'sealed cookie' | 'store';

const ignore = (): void => undefined;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

let world: World;
let app: RunningApp;
let events: LoginEvent[];

beforeEach(async () => {
  world = await createWorld();
  events = [];
});
afterEach(async () => {
  await app.close();
  await world.close();
});

const SETUPS: Record<Setup, { options: () => Partial<SSOPluginOptions<never>>; app: AppOptions }> = {
  session: { options: () => ({ interceptor: sessionInterceptor() }), app: { session: true } },
  'sealed cookie': {
    options: () => ({ secret: SECRET, interceptor: jwtCookieInterceptor({ secret: SECRET }) }),
    app: {},
  },
  store: { options: () => ({ interceptor: jwtCookieInterceptor({ secret: SECRET }) }), app: {} },
};

async function start(setup: Setup, options: Partial<SSOPluginOptions<never>> = {}): Promise<void> {
  app = await startExpressApp(
    {
      gateways: world.dssUrl,
      logger: SILENT,
      onEvent: (event) => events.push(event),
      ...SETUPS[setup].options(),
      ...options,
    } as SSOPluginOptions<never>,
    SETUPS[setup].app,
  );
}

const types = (): string[] => events.map(({ type }) => type);
const seen = (answer: Answer): Seen & { mark?: string } => answer.json();
const signIn = (browser: TestBrowser, message: string): Promise<Answer> => browser.open(`${app.url}/?${message}`);
const look = async (browser: TestBrowser): Promise<Seen & { mark?: string }> => seen(await browser.get(`${app.url}/`));

describe.each(Object.keys(SETUPS) as Setup[])('login in %s', (setup) => {
  test('is there on later requests of the same browser, without another gateway call', async () => {
    await start(setup);
    const browser = new TestBrowser();
    await signIn(browser, world.message({ workspaceId: 224 }));
    for (let i = 0; i < 3; i += 1) {
      expect(await look(browser)).toMatchObject({
        user: { userName: 'alice', effectiveUser: 'alice' },
        workspace: { name: 'bdap', id: 224, verified: false },
        cookieNames: [TICKET, 'workspaceId'],
      });
    }
    expect(world.calls()).toBe(1);
    expect(types()).toEqual(['login']);
    expect(app.filter.stats()).toMatchObject({ logins: 1, gatewayCalls: 1, refusals: {} });
  });

  test('the same message again keeps the login and gives it a new expiry', async () => {
    await start(setup, { maxLifetime: 60_000, revalidateAfter: false, cache: { ttl: 600_000 } });
    const browser = new TestBrowser();
    const message = world.message();
    await signIn(browser, message);
    advance(40_000);
    await signIn(browser, message);
    advance(40_000);
    expect((await look(browser)).user?.userName).toBe('alice');
    expect(types()).toEqual(['login']);
  });

  test('another workspace with the same ticket changes the login in place, for all tabs', async () => {
    await start(setup);
    const browser = new TestBrowser();
    const ticket = world.portal.tickets.issue('alice');
    await signIn(browser, world.message({ ticket }));
    await signIn(browser, world.message({ ticket, workspace: 'dev', workspaceId: 225 }));
    expect((await look(browser)).workspace).toEqual({ name: 'dev', id: 225, verified: false });
    expect(types()).toEqual(['login', 'workspace']);
  });

  test('another ticket of the same user is a new login: the old one is over', async () => {
    await start(setup);
    const browser = new TestBrowser();
    await signIn(browser, world.message());
    const old = new Map(browser.jar);
    await signIn(browser, world.message());
    expect((await look(browser)).user?.userName).toBe('alice');
    expect(types()).toEqual(['login', 'login']);
    const thief = new TestBrowser();
    for (const [name, value] of old) thief.jar.set(name, value);
    expect((await look(thief)).user).toBeUndefined();
  });

  test('another user takes the browser over: the old login is over, an event tells', async () => {
    await start(setup);
    const browser = new TestBrowser();
    await signIn(browser, world.message());
    const old = new Map(browser.jar);
    await signIn(browser, world.message({ user: 'bob' }));
    expect(await look(browser)).toMatchObject({ user: { userName: 'bob' } });
    expect(types()).toEqual(['login', 'switch']);
    const thief = new TestBrowser();
    for (const [name, value] of old) thief.jar.set(name, value);
    expect((await look(thief)).user).toBeUndefined();
  });

  test('a proxy user is another user, and so is coming back from one', async () => {
    await start(setup);
    const browser = new TestBrowser();
    const ticket = world.portal.tickets.issue('alice');
    await signIn(browser, world.message({ ticket }));
    await signIn(browser, world.message({ ticket, proxyUser: 'hadoop' }));
    expect((await look(browser)).user).toEqual({ userName: 'alice', proxyUser: 'hadoop', effectiveUser: 'hadoop' });
    await signIn(browser, world.message({ ticket }));
    expect((await look(browser)).user).toEqual({ userName: 'alice', effectiveUser: 'alice' });
    expect(types()).toEqual(['login', 'switch', 'switch']);
  });

  test("onUserSwitch 'refuse' keeps the login of a page load, and offers the way back; calls still switch", async () => {
    await start(setup, { onUserSwitch: 'refuse' });
    const browser = new TestBrowser();
    await signIn(browser, world.message());
    const refused = await browser.get(`${app.url}/a/page?x=1&${world.message({ user: 'bob' })}`, {
      headers: PAGE_LOAD,
    });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('user-switch-denied');
    expect(refused.text).toContain('href="./page?x=1"');
    expect((await look(browser)).user?.userName).toBe('alice');
    expect(seen(await browser.get(`${app.url}/?${world.message({ user: 'bob' })}`)).user?.userName).toBe('bob');
  });

  test('a refused message leaves the login as it was', async () => {
    await start(setup);
    const browser = new TestBrowser();
    await signIn(browser, world.message());
    for (const message of [
      world.message({ ticket: 'dead' }),
      world.message({ dssUrl: 'http://evil.example' }),
      world.message({ user: 'bob', redirect: 'https://evil.example/' }),
      world.message({ user: 'bob', proxyUser: 'hadoop' }),
      'dssurl=%zz',
    ]) {
      const answer = await browser.get(`${app.url}/?${message}`, { headers: PAGE_LOAD });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.text).toContain('href="./"');
      expect(answer.setCookies).toEqual([]);
    }
    expect((await look(browser)).user?.userName).toBe('alice');
  });

  test("a message with the login's own ticket that is dead by now ends it", async () => {
    await start(setup, { cache: { ttl: 0 } });
    const browser = new TestBrowser();
    const ticket = world.portal.tickets.issue('alice');
    await signIn(browser, world.message({ ticket }));
    world.portal.tickets.kill(ticket);
    expect((await signIn(browser, world.message({ ticket }))).status).toBe(401);
    expect((await look(browser)).user).toBeUndefined();
    expect(types()).toEqual(['login', 'logout', 'refusal']);
  });

  test('a ticket that died in DSS ends the login at the next confirmation', async () => {
    await start(setup);
    const browser = new TestBrowser();
    const ticket = world.portal.tickets.issue('alice');
    await signIn(browser, world.message({ ticket }));
    world.portal.tickets.kill(ticket);
    expect((await look(browser)).user?.userName).toBe('alice');
    advance(300_001);
    const stolen = new Map(browser.jar);
    expect((await look(browser)).user).toBeUndefined();
    expect(types()).toEqual(['login', 'logout']);
    expect([...browser.jar.keys()].filter((name) => name.startsWith('dss_sso'))).toEqual([]);
    for (const [name, value] of stolen) browser.jar.set(name, value);
    expect((await look(browser)).user).toBeUndefined();
    expect(types()).toEqual(['login', 'logout']);
  });

  test('a ticket that lives on is confirmed once for many requests', async () => {
    await start(setup);
    const browser = new TestBrowser();
    await signIn(browser, world.message());
    advance(300_001);
    const answers = await Promise.all(Array.from({ length: 20 }, () => look(browser)));
    expect(answers.every(({ user }) => user?.userName === 'alice')).toBe(true);
    expect(world.calls()).toBe(2);
    expect(types()).toEqual(['login', 'revalidated']);
  });

  test('a gateway that is down leaves the login alone until grace is over, and asks again only after 10 s', async () => {
    await start(setup, { gateway: { timeout: 1_000, retries: 0 } });
    const browser = new TestBrowser();
    await signIn(browser, world.message());
    world.portal.faults = { status: 500 };
    advance(300_001);
    expect((await look(browser)).user?.userName).toBe('alice');
    expect((await look(browser)).user?.userName).toBe('alice');
    expect(world.calls()).toBe(2);
    expect(types()).toEqual(['login', 'unconfirmed']);
    advance(300_000);
    const refused = await browser.get(`${app.url}/`);
    expect([refused.status, refused.json()['code']]).toEqual([502, 'gateway-error']);
    expect(world.calls()).toBe(3);
    expect((await browser.get(`${app.url}/`)).status).toBe(502);
    expect(world.calls()).toBe(3);
    world.portal.faults = {};
    advance(10_001);
    expect((await look(browser)).user?.userName).toBe('alice');
  });

  test('maxLifetime ends the login whatever the gateway says', async () => {
    await start(setup, { maxLifetime: 100_000 });
    const browser = new TestBrowser();
    await signIn(browser, world.message());
    advance(99_000);
    expect((await look(browser)).user?.userName).toBe('alice');
    advance(1_001);
    expect((await look(browser)).user).toBeUndefined();
    expect(types()).toEqual(['login', 'logout']);
  });

  test('log-out in the app ends this login, and no other of the user', async () => {
    await start(setup);
    const [one, two] = [new TestBrowser(), new TestBrowser()];
    const message = world.message();
    await signIn(one, message);
    await signIn(two, message);
    const stolen = new Map(one.jar);
    expect(seen(await one.get(`${app.url}/logout`)).user).toBeUndefined();
    expect((await look(one)).user).toBeUndefined();
    expect((await look(two)).user?.userName).toBe('alice');
    for (const [name, value] of stolen) one.jar.set(name, value);
    expect((await look(one)).user).toBeUndefined();
    expect(types()).toEqual(['login', 'login', 'logout']);
  });

  test('endLogins ends every login of the user, and asks the gateway anew for the next', async () => {
    await start(setup);
    const browsers = [new TestBrowser(), new TestBrowser(), new TestBrowser()] as const;
    const message = world.message();
    await signIn(browsers[0], message);
    await signIn(browsers[1], message);
    await signIn(browsers[2], world.message({ user: 'bob' }));
    await app.filter.endLogins('alice');
    expect((await look(browsers[0])).user).toBeUndefined();
    expect((await look(browsers[1])).user).toBeUndefined();
    expect((await look(browsers[2])).user?.userName).toBe('bob');
    const calls = world.calls();
    await signIn(browsers[0], message);
    expect((await look(browsers[0])).user?.userName).toBe('alice');
    expect(world.calls()).toBe(calls + 1);
  });

  test('many first requests of one browser at once are all logged in, with one gateway call', async () => {
    await start(setup);
    const message = world.message();
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const tab = new TestBrowser();
        tab.jar.set('connect.sid', 's%3Aold');
        await signIn(tab, message);
        return look(tab);
      }),
    );
    expect(answers.every(({ user }) => user?.userName === 'alice')).toBe(true);
    expect(world.calls()).toBe(1);
  });
});

describe("the app's session", () => {
  test('keeps its data for the same user with another ticket, and loses it for another user', async () => {
    await start('session');
    const browser = new TestBrowser();
    await signIn(browser, world.message());
    await browser.get(`${app.url}/mark`);
    const id = browser.jar.get('connect.sid');
    await signIn(browser, world.message());
    expect((await look(browser)).mark).toBe('kept?');
    expect(browser.jar.get('connect.sid')).not.toBe(id);
    await signIn(browser, world.message({ user: 'bob' }));
    expect((await look(browser)).mark).toBeUndefined();
  });

  test('keeps id and data for another workspace', async () => {
    await start('session');
    const browser = new TestBrowser();
    const ticket = world.portal.tickets.issue('alice');
    await signIn(browser, world.message({ ticket }));
    await browser.get(`${app.url}/mark`);
    const id = browser.jar.get('connect.sid');
    await signIn(browser, world.message({ ticket, workspace: 'dev' }));
    expect(await look(browser)).toMatchObject({ mark: 'kept?', workspace: { name: 'dev' } });
    expect(browser.jar.get('connect.sid')).toBe(id);
  });

  test("the app's own log-out ends the login and leaves the session alone", async () => {
    await start('session');
    const browser = new TestBrowser();
    await signIn(browser, world.message());
    await browser.get(`${app.url}/mark`);
    await browser.get(`${app.url}/app-logout`);
    expect(await look(browser)).toMatchObject({ mark: 'kept?' });
    expect((await look(browser)).user).toBeUndefined();
    expect(types()).toEqual(['login', 'logout']);
  });

  test("a user of the app's own makes way, and counts for onUserSwitch", async () => {
    await start('session', { onUserSwitch: 'refuse' });
    const browser = new TestBrowser();
    await browser.get(`${app.url}/app-login`);
    expect((await signIn(browser, world.message())).status).toBe(403);
    expect((await look(browser)).sessionUser).toBe('carol');
    expect(seen(await browser.get(`${app.url}/?${world.message()}`)).user?.userName).toBe('alice');
    expect((await look(browser)).sessionUser).toMatchObject({ userName: 'alice' });
  });
});

describe('provisioning', () => {
  test('happens once for many first requests at once, and again for a new verification', async () => {
    let provisions = 0;
    const findOrCreateUser = async (): Promise<void> => {
      provisions += 1;
      await new Promise((resolve) => setImmediate(resolve));
    };
    await start('sealed cookie', {
      interceptor: jwtCookieInterceptor({ secret: SECRET, findOrCreateUser }) as never,
    });
    const message = world.message();
    await Promise.all(Array.from({ length: 20 }, () => signIn(new TestBrowser(), message)));
    expect(provisions).toBe(1);
    advance(60_001);
    await signIn(new TestBrowser(), message);
    expect(provisions).toBe(2);
  });

  test('that fails is tried again at the next request', async () => {
    let provisions = 0;
    const findOrCreateUser = (): void => {
      provisions += 1;
      if (provisions === 1) throw new Error('the database is away');
    };
    await start('sealed cookie', {
      interceptor: jwtCookieInterceptor({ secret: SECRET, findOrCreateUser }) as never,
    });
    const message = world.message();
    expect((await signIn(new TestBrowser(), message)).status).toBe(500);
    expect((await signIn(new TestBrowser(), message)).status).toBe(200);
  });
});

test('the same name at another DSS is somebody else: a switch, and an empty session', async () => {
  const other = await createWorld();
  await start('session', { gateways: [world.dssUrl, other.dssUrl] });
  const browser = new TestBrowser();
  await signIn(browser, world.message());
  await browser.get(`${app.url}/mark`);
  await signIn(browser, other.message());
  expect(await look(browser)).toMatchObject({ user: { userName: 'alice' } });
  expect((await look(browser)).mark).toBeUndefined();
  expect(types()).toEqual(['login', 'switch']);
  await other.close();
});
