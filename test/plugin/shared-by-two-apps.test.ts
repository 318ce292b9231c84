/**
 * Two apps with names of their own share what is easily shared: a session, a store, a secret. A login of one is none of the other, which
 * was never asked whether it takes this user, nor whether the message was addressed to it (security.md T14; design.md, option appName).
 */
import session from 'express-session';
import { UserRejectedError } from '../../src/errors.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { startExpressApp, type AppOptions, type RunningApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

let world: World;
const apps: RunningApp[] = [];
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await world.close();
});

async function start(
  appName: string,
  options: Partial<SSOPluginOptions<never>>,
  appOptions: AppOptions,
): Promise<RunningApp> {
  const interceptor = {
    isUserExistInSession: () => true,
    getUser: () => undefined,
    addUserToSession: () => undefined,
    ...(appName === 'b' && {
      provision() {
        throw new UserRejectedError('nobody has a place in b');
      },
    }),
  };
  const app = await startExpressApp(
    { gateways: world.dssUrl, secret: SECRET, appName, interceptor, ...options },
    appOptions,
  );
  apps.push(app);
  return app;
}
const userOf = async (app: RunningApp, browser: TestBrowser): Promise<string | undefined> =>
  (await browser.get(`${app.url}/`)).json<Seen>().user?.userName;

test('a login in a session that both apps use', async () => {
  const shared = { session: { store: new session.MemoryStore() } };
  const [a, b] = [await start('a', {}, shared), await start('b', {}, shared)];
  const browser = new TestBrowser();
  await browser.get(`${a.url}/?${world.message({ appName: 'a' })}`);
  expect(await userOf(b, browser)).toBeUndefined();
  expect(await userOf(a, browser)).toBe('alice');
});

test('a login in a store that both apps use, under the cookie of the other', async () => {
  const shared = { store: memoryStore(), remember: 'store' as const };
  const [a, b] = [await start('a', shared, {}), await start('b', shared, {})];
  const browser = new TestBrowser();
  await browser.get(`${a.url}/?${world.message({ appName: 'a' })}`);
  browser.jar.set('dss_sso_b', browser.jar.get('dss_sso_a') ?? '');
  expect(await userOf(b, browser)).toBeUndefined();
  expect(await userOf(a, browser)).toBe('alice');
});

test('with secrets of their own neither throws away the session of the other', async () => {
  const shared = { session: { store: new session.MemoryStore() } };
  const other = SECRET.split('').reverse().join('');
  const a = await start('a', { interceptor: sessionInterceptor({ key: 'userOfA' }) }, shared);
  const b = await start('b', { interceptor: sessionInterceptor({ key: 'userOfB' }), secret: other }, shared);
  const browser = new TestBrowser();
  await browser.get(`${a.url}/?${world.message({ appName: 'a' })}`);
  await userOf(b, browser);
  expect(await userOf(a, browser)).toBe('alice');
});
