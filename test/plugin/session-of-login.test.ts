/** What becomes of the app's session, and of what stood in it, when a login goes on, comes back or moves (security.md section 10). */
import { MemoryStore, type SessionData } from 'express-session';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { startExpressApp, type AppOptions, type RunningApp, type Seen } from '../support/apps.js';
import { appUserInterceptor } from '../support/app-user.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

let world: World;
const apps: RunningApp[] = [];
const warnings: string[] = [];
beforeEach(async () => {
  warnings.length = 0;
  world = await createWorld();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await world.close();
});

const jwtInterceptor = () => jwtCookieInterceptor({ secret: SECRET });

async function start(
  options: Partial<SSOPluginOptions<never>> = {},
  appOptions: AppOptions = { session: true },
  sealing: { readonly secret?: string } = { secret: SECRET },
): Promise<RunningApp> {
  const ignore = (): void => undefined;
  const app = await startExpressApp(
    {
      gateways: world.dssUrl,
      ...sealing,
      interceptor: jwtInterceptor(),
      logger: { debug: ignore, info: ignore, warn: (line: string) => void warnings.push(line), error: ignore },
      ...options,
    },
    appOptions,
  );
  apps.push(app);
  return app;
}

/** A browser with a message's login, and with something of the app's own in its session. */
async function loggedIn(app: RunningApp, message: string): Promise<TestBrowser> {
  const browser = new TestBrowser();
  await browser.open(`${app.url}/?${message}`);
  await browser.get(`${app.url}/mark`);
  return browser;
}

async function seenBy(browser: TestBrowser, app: RunningApp): Promise<[user: unknown, mark: unknown]> {
  const { user, mark } = (await browser.get(`${app.url}/`)).json<Seen & { mark?: unknown }>();
  return [user?.userName, mark];
}

describe('a message of the login that the browser has, whose user the app has lost', () => {
  const USER_OF_JWT = 'dss_sso_user';

  test('brings the user back where there is no session', async () => {
    const app = await start({}, {});
    const message = world.message();
    const browser = await loggedIn(app, message);
    browser.jar.delete(USER_OF_JWT);
    await browser.open(`${app.url}/?${message}`);
    expect(await seenBy(browser, app)).toEqual(['alice', undefined]);
  });

  test('keeps what stands in the session that carries the login, under a new id', async () => {
    const app = await start({ remember: 'session' });
    const message = world.message();
    const browser = await loggedIn(app, message);
    const before = browser.jar.get('connect.sid');
    browser.jar.delete(USER_OF_JWT);
    await browser.open(`${app.url}/?${message}`);
    expect(await seenBy(browser, app)).toEqual(['alice', 'kept?']);
    expect(browser.jar.get('connect.sid')).not.toBe(before);
  });

  test.each<[what: string, interceptor: () => object, lose: (app: RunningApp, browser: TestBrowser) => unknown]>([
    ['has nothing of it', jwtInterceptor, (_app, browser) => browser.jar.delete(USER_OF_JWT)],
    ['only names it', sessionInterceptor, (app, browser) => browser.get(`${app.url}/app-logout`)],
  ])('keeps nothing of a session that %s', async (_what, interceptor, lose) => {
    const app = await start({ remember: 'cookie', interceptor: interceptor() as never });
    const message = world.message();
    const browser = await loggedIn(app, message);
    await lose(app, browser);
    await browser.open(`${app.url}/?${message}`);
    expect(await seenBy(browser, app)).toEqual(['alice', undefined]);
  });
});

describe('a session without a login of ours', () => {
  test('stays as it is where a cookie of ours says nothing', async () => {
    const app = await start({ remember: 'cookie' });
    const browser = new TestBrowser();
    await browser.get(`${app.url}/mark`);
    browser.jar.set('dss_sso', 'not-a-login');
    expect(await seenBy(browser, app)).toEqual([undefined, 'kept?']);
  });

  test('is emptied where it names a login that is nowhere any more', async () => {
    const app = await start({ remember: 'cookie', interceptor: sessionInterceptor() as never });
    const browser = await loggedIn(app, world.message());
    browser.jar.delete('dss_sso');
    const answer = await browser.get(`${app.url}/`);
    expect([answer.status, answer.json()['mark']]).toEqual([200, undefined]);
  });
});

describe('where a login is kept', () => {
  /** Two apps, or one before and after its options were changed, that share sessions and the secret. */
  async function startTwo(): Promise<Record<'session' | 'cookie', RunningApp>> {
    const store = new MemoryStore();
    return {
      session: await start({ remember: 'session' }, { session: { store } }),
      cookie: await start({ remember: 'cookie' }, { session: { store } }),
    };
  }

  const hasLoginCookie = (browser: TestBrowser): boolean => browser.jar.has('dss_sso');

  test('is one place: what stood in a cookie goes when the session takes it', async () => {
    const two = await startTwo();
    const browser = await loggedIn(two.cookie, world.message());
    expect(hasLoginCookie(browser)).toBe(true);
    await browser.open(`${two.session.url}/?${world.message()}`);
    expect(hasLoginCookie(browser)).toBe(false);
    expect((await seenBy(browser, two.session))[0]).toBe('alice');
  });

  test('is one place: what stood in the session goes when a cookie takes it', async () => {
    const two = await startTwo();
    const browser = await loggedIn(two.session, world.message());
    await browser.open(`${two.cookie.url}/?${world.message()}`);
    expect(hasLoginCookie(browser)).toBe(true);
    browser.jar.delete('dss_sso');
    expect((await seenBy(browser, two.session))[0]).toBeUndefined();
  });

  test.each<['cookie' | 'session', boolean]>([
    ['cookie', false],
    ['session', true],
  ])('is a %s: the session has a key of ours: %p', async (remember, isThere) => {
    const store = new MemoryStore();
    const app = await start({ remember }, { session: { store } });
    await loggedIn(app, world.message());
    const sessions = await new Promise<readonly SessionData[]>((resolve) => {
      store.all((_error, all) => {
        resolve(Object.values(all as object) as SessionData[]);
      });
    });
    expect(sessions.length).toBeGreaterThan(0);
    expect(sessions.some((data) => 'dss-sso' in data)).toBe(isThere);
  });
});

test('without a secret, sessions that hold tickets are warned of, and where none does, nothing is', async () => {
  const interceptor = appUserInterceptor as never;
  const app = await start({ remember: 'store', interceptor }, { session: true }, {});
  await loggedIn(app, world.message());
  expect(warnings.filter((line) => line.includes('sessions'))).toEqual([]);
  const other = await start({ remember: 'session', interceptor }, { session: true }, {});
  await loggedIn(other, world.message());
  expect(warnings.filter((line) => line.includes('sessions'))).toHaveLength(1);
});
