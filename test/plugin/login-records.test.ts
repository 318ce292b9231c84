/** Logins as records of a store, under the hash of a random id that our cookie holds (design.md section 4). */
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';
import { storeDouble, type StoreDouble } from './store-double.js';

const MAX_LIFETIME = 3_600_000;

let world: World;
let app: RunningApp;
let store: StoreDouble;
beforeEach(async () => {
  world = await createWorld();
  store = storeDouble();
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    store,
    remember: 'store',
    maxLifetime: MAX_LIFETIME,
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  });
});
afterEach(async () => {
  await app.close();
  await world.close();
});

const records = (): string[] => [...store.values.keys()].filter((key) => key.startsWith('login:'));
const userOf = async (browser: TestBrowser): Promise<unknown> =>
  (await browser.get(`${app.url}/`)).json<Seen>().user?.userName;

test('a login is one record, kept for twice its life', async () => {
  const browser = new TestBrowser();
  await browser.get(`${app.url}/?${world.message()}`);
  const [key = '', ...more] = records();
  expect([key, more]).toEqual([expect.stringMatching(/^login:[\da-f]{64}$/), []]);
  expect(browser.jar.get('dss_sso')).toMatch(/^r\.[\w-]{43}$/);
  expect(store.ttls.get(key)).toBeGreaterThan(2 * MAX_LIFETIME - 60_000);
  expect(store.ttls.get(key)).toBeLessThanOrEqual(2 * MAX_LIFETIME);
  expect(await userOf(browser)).toBe('alice');
});

test('the same login stays where it is, and the next one has a record and an id of its own', async () => {
  const browser = new TestBrowser();
  const message = world.message({ ticket: world.portal.tickets.issue('alice') });
  await browser.get(`${app.url}/?${message}`);
  const [cookie, [first]] = [browser.jar.get('dss_sso'), records()];
  const again = await browser.get(`${app.url}/?${message}`);
  expect([browser.jar.get('dss_sso'), records()]).toEqual([cookie, [first]]);
  expect(again.setCookies.filter((header) => header.startsWith('dss_sso='))).toEqual([]);
  await browser.get(`${app.url}/?${world.message()}`);
  expect(browser.jar.get('dss_sso')).not.toBe(cookie);
  expect(records()).not.toEqual([first]);
  expect(await userOf(browser)).toBe('alice');
});

test('a record that somebody else planted in the cookie is not the next login', async () => {
  const [alice, mallory] = [new TestBrowser(), new TestBrowser()];
  await mallory.get(`${app.url}/?${world.message({ user: 'bob' })}`);
  const planted = mallory.jar.get('dss_sso') ?? '';
  alice.jar.set('dss_sso', planted);
  await alice.get(`${app.url}/?${world.message()}`);
  expect(alice.jar.get('dss_sso')).not.toBe(planted);
  expect(await userOf(alice)).toBe('alice');
});

test('a log-out deletes the record and the cookie, also where the store will not', async () => {
  const browser = new TestBrowser();
  await browser.get(`${app.url}/?${world.message()}`);
  await browser.get(`${app.url}/logout`);
  expect([records(), browser.jar.has('dss_sso')]).toEqual([[], false]);
  await browser.get(`${app.url}/?${world.message()}`);
  store.delete = () => Promise.reject(new Error('no'));
  expect((await browser.get(`${app.url}/logout`)).status).toBe(200);
  expect(browser.jar.has('dss_sso')).toBe(false);
});

test.each(['r.', 'r.short', `r.${'a'.repeat(44)}`, `r.${'!'.repeat(43)}`, 's.x', 'x', ''])(
  'no record is looked for under %j',
  async (value) => {
    const browser = new TestBrowser();
    browser.jar.set('dss_sso', value);
    expect(await userOf(browser)).toBeUndefined();
    expect(store.calls).toEqual([]);
  },
);

test('a record that the store has lost is written anew', async () => {
  const browser = new TestBrowser();
  const message = world.message({ ticket: world.portal.tickets.issue('alice') });
  await browser.get(`${app.url}/?${message}`);
  store.values.clear();
  expect((await browser.get(`${app.url}/?${message}`)).status).toBe(200);
  expect([records().length, await userOf(browser)]).toEqual([1, 'alice']);
});

test('without a secret a sealed cookie is nothing', async () => {
  await app.close();
  app = await startExpressApp({ gateways: world.dssUrl, interceptor: jwtCookieInterceptor({ secret: SECRET }) });
  const browser = new TestBrowser();
  browser.jar.set('dss_sso', 's.sealed');
  const answer = await browser.get(`${app.url}/`);
  expect([answer.status, answer.json<Seen>().user]).toEqual([200, undefined]);
});
