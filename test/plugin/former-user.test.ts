/** What a login does to the user the app had before it (security.md sections 3 and 10). */
import type { DSSUser } from '../../src/plugin/dss-user.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import type { InterceptorContext } from '../../src/plugin/user-interceptor.js';
import { appUserInterceptor } from '../support/app-user.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

let world: World;
let app: RunningApp;
const removed: (string | undefined)[] = [];
const errors: string[] = [];
const ignore = (): void => undefined;

/** The app takes whoever has its cookie. */
const interceptor = {
  ...appUserInterceptor,
  removeUser: (_req: unknown, { login }: InterceptorContext) => void removed.push(login?.user.userName),
};

async function start(options: Partial<SSOPluginOptions<never>> = {}): Promise<void> {
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    interceptor,
    logger: { debug: ignore, info: ignore, warn: ignore, error: (line: string) => errors.push(line) },
    ...options,
  });
}

beforeEach(async () => {
  removed.length = 0;
  errors.length = 0;
  world = await createWorld();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

function browserOf(appUser?: string): TestBrowser {
  const browser = new TestBrowser();
  if (appUser !== undefined) browser.jar.set('app_user', appUser);
  return browser;
}

describe('the interceptor is told to remove', () => {
  test.each<[string, (browser: TestBrowser) => Promise<unknown>, unknown[]]>([
    ['nobody, for a first login', () => Promise.resolve(), []],
    ['nobody, for the next ticket of the same user', (browser) => browser.get(`${app.url}/?${world.message()}`), []],
    [
      'the other user of the browser',
      (browser) => browser.get(`${app.url}/?${world.message({ user: 'bob' })}`),
      ['bob'],
    ],
    [
      'the user of a login that is over',
      async (browser) => {
        await browser.get(`${app.url}/?${world.message({ user: 'bob' })}`);
        advance(43_200_001);
      },
      ['bob'],
    ],
    [
      'the same user, whose former login is over and who has left the app',
      async (browser) => {
        await browser.get(`${app.url}/?${world.message()}`);
        advance(43_200_001);
        browser.jar.delete('app_user');
      },
      ['alice'],
    ],
    [
      "a user of the app's own",
      (browser) => {
        browser.jar.set('app_user', 'carol');
        return Promise.resolve();
      },
      [undefined],
    ],
  ])('%s', async (_what, before, expected) => {
    await start();
    const browser = browserOf();
    await before(browser);
    await browser.get(`${app.url}/?${world.message()}`);
    expect(removed).toEqual(expected);
    expect(browser.jar.get('app_user')).toBe('alice');
  });
});

describe("with onUserSwitch: 'refuse' a page load is refused", () => {
  const open = async (browser: TestBrowser, proxyUser?: string): Promise<number> => {
    const message = world.message({ ...(proxyUser !== undefined && { proxyUser }) });
    return (await browser.get(`${app.url}/page?${message}`, { headers: PAGE_LOAD })).status;
  };

  test.each<[string, string | undefined, string | undefined, number]>([
    ['where the app has another user of its own', 'carol', undefined, 403],
    ['not where it has the same', 'alice', undefined, 303],
    ['not where it has the proxy user', 'hadoop', 'hadoop', 303],
    ['where it has the user behind the proxy user', 'alice', 'hadoop', 403],
    ['not where it has none', undefined, undefined, 303],
    ['not where it has one without a name', '', undefined, 303],
  ])('%s', async (_what, appUser, proxyUser, status) => {
    await start({ onUserSwitch: 'refuse' });
    expect(await open(browserOf(appUser), proxyUser)).toBe(status);
  });
});

test('who is locked out while a message is under way does not get in', async () => {
  await start({
    interceptor: { ...interceptor, provision: ({ userName }: DSSUser) => app.filter.endLogins(userName) },
  });
  const answer = await browserOf().get(`${app.url}/?${world.message()}`);
  expect([answer.status, answer.json()['code']]).toEqual([401, 'ticket-rejected']);
});

describe('cookies of the interceptor', () => {
  const setBy = (places: object[][]): Partial<SSOPluginOptions<never>> => ({
    interceptor: {
      ...interceptor,
      addUserToRequest: ({ userName }: DSSUser) =>
        (places.shift() ?? []).map((place) => ({ name: 'app_user', value: userName, ...place })),
    },
  });
  const removals = (setCookies: readonly string[]): string[] =>
    setCookies.filter((header) => header.startsWith('app_user') && header.includes('Max-Age=0')).sort();

  test.each<[string, object, object]>([
    ['path', { path: '/' }, { path: '/x' }],
    ['domain', {}, { domain: '127.0.0.1' }],
    ['name', {}, { name: 'app_user2' }],
  ])(
    'that stand at another %s are removed when the next login sets them elsewhere, once',
    async (_what, first, then) => {
      await start(setBy([[first], [then], [then]]));
      const browser = browserOf();
      expect(removals((await browser.get(`${app.url}/?${world.message()}`)).setCookies)).toEqual([]);
      const [gone, ...more] = removals((await browser.get(`${app.url}/?${world.message()}`)).setCookies);
      expect([gone, more]).toEqual([expect.stringContaining('app_user=; Max-Age=0; Path=/; '), []]);
      expect(removals((await browser.get(`${app.url}/?${world.message()}`)).setCookies)).toEqual([]);
    },
  );

  test('that are set again at their places stay, however many', async () => {
    const two = [{}, { name: 'app_user2' }];
    await start(setBy([two, two]));
    const browser = browserOf();
    for (let login = 0; login < 2; login += 1) {
      expect(removals((await browser.get(`${app.url}/?${world.message()}`)).setCookies)).toEqual([]);
    }
    expect([browser.jar.get('app_user'), browser.jar.get('app_user2')]).toEqual(['alice', 'alice']);
  });
});

describe('a switch that fails', () => {
  async function failToSwitch(more: object = {}): Promise<TestBrowser> {
    let isBroken = false;
    await start({
      interceptor: {
        ...interceptor,
        ...more,
        addUserToRequest: (user: DSSUser) => {
          if (isBroken) throw new Error('the app is down');
          return interceptor.addUserToRequest(user);
        },
      },
    });
    const browser = browserOf();
    await browser.get(`${app.url}/?${world.message()}`);
    const copy = browserOf();
    for (const [name, value] of browser.jar) copy.jar.set(name, value);
    isBroken = true;
    const answer = await browser.get(`${app.url}/?${world.message({ user: 'bob' })}`);
    expect([answer.status, answer.json()['code']]).toEqual([500, 'interceptor-failed']);
    expect([...browser.jar.keys()]).toEqual([]);
    return copy;
  }

  test('ends the login that was there, for copies of it, too', async () => {
    const copy = await failToSwitch();
    expect((await copy.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
    expect(errors).toEqual([]);
  });

  test('tells the log of what could not be cleared away', async () => {
    await failToSwitch({
      removeUser: (_req: unknown, { login }: InterceptorContext) => {
        // The former user's place is cleared before the new one's is filled; what fails is the clearing up afterwards.
        if (removed.push(login?.user.userName) > 1) throw Object.assign(new Error('down'), { code: 'EDOWN' });
      },
    });
    expect(errors[0]).toMatch(/^A login that failed could not be cleared away whole\. .*"requestId":"[\w-]{12}"/);
  });
});
