/**
 * A message comes to a browser whose login is over, and which nobody has cleared away yet: what the former user's interceptor put there
 * goes, as it does for a living login (design.md section 4).
 */
import { internalInterceptor } from '../../src/interceptors/internal-interceptor.js';
import type { DSSUser } from '../../src/plugin/dss-user.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import type { InterceptorContext } from '../../src/plugin/user-interceptor.js';
import { startExpressApp, type RunningApp } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, PROXY_TICKET, SECRET, TICKET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

let world: World;
let app: RunningApp;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

const removed: (string | undefined)[] = [];
/** An app whose administrators get a second cookie, and which keeps something elsewhere for each user. */
const roles = {
  isUserExistInSession: (_req: unknown, { cookies }: InterceptorContext) => cookies.has('app_user'),
  getUser: (_req: unknown, { cookies }: InterceptorContext) => cookies.get('app_user'),
  addUserToRequest: ({ userName }: DSSUser) => [
    { name: 'app_user', value: userName },
    ...(userName === 'admin' ? [{ name: 'app_admin', value: 'yes', path: '/' }] : []),
  ],
  removeUser: (_req: unknown, { login }: InterceptorContext) => void removed.push(login?.user.userName),
};

async function start(options: Partial<SSOPluginOptions<never>>): Promise<void> {
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    interceptor: roles,
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    ...options,
  });
}

const ENDS: [string, (user: string) => unknown][] = [
  ['maxLifetime is over', () => advance(43_200_001)],
  ['endLogins was called', (user) => app.filter.endLogins(user)],
];

test.each(ENDS)("after %s, the next user does not get the former one's cookies", async (_why, end) => {
  removed.length = 0;
  await start({});
  const browser = new TestBrowser();
  await browser.get(`${app.url}/?${world.message({ user: 'admin' })}`);
  expect(browser.jar.has('app_admin')).toBe(true);
  await end('admin');
  await browser.get(`${app.url}/?${world.message({ user: 'bob' })}`);
  expect([...browser.jar.keys()].sort()).toEqual(['app_user', 'dss_sso']);
  expect(removed).toEqual(['admin']);
});

test.each(ENDS)("after %s, the next user does not act as the former one's proxy user", async (_why, end) => {
  await start({ interceptor: internalInterceptor() });
  const browser = new TestBrowser();
  await browser.get(`${app.url}/?${world.message({ proxyUser: 'hadoop', workspaceId: 224 })}`);
  expect(browser.jar.has(PROXY_TICKET)).toBe(true);
  await end('alice');
  await browser.get(`${app.url}/?${world.message({ user: 'bob' })}`);
  expect([...browser.jar.keys()].sort()).toEqual(['dss_sso', TICKET]);
});
