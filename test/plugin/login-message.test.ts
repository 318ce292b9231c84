/** What of a message reaches the interceptor and the app, and which cookies of a former login a new one takes over. */
import type { DSSMsg } from '../../src/message/dss-msg.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { appUserInterceptor } from '../support/app-user.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, TICKET, type World } from '../support/world.js';

let world: World;
let app: RunningApp;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

async function start(interceptor: object): Promise<void> {
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    interceptor: interceptor as SSOPluginOptions<never>['interceptor'],
  });
}

const { isUserExistInSession, getUser } = appUserInterceptor;

test.each<[what: string, given: object, expected: object, cookies: readonly string[]]>([
  [
    'whole',
    { appName: 'demo', workspace: 'bdap', workspaceId: 224, redirect: '/page' },
    { appName: 'demo', workspaceName: 'bdap', redirectUrl: '/page' },
    [TICKET, 'workspaceId'],
  ],
  ['as little as there may be', { workspace: '' }, {}, [TICKET]],
])('an internal interceptor gets the message %s', async (_what, given, expected, cookies) => {
  const seen: DSSMsg[] = [];
  await start({ isUserExistInSession, getUser, addCookiesToRequest: (dssMsg: DSSMsg) => (seen.push(dssMsg), []) });
  await new TestBrowser().get(`${app.url}/?${world.message(given)}`);
  expect(seen.map(({ cookies: _cookies, ...rest }) => rest)).toStrictEqual([{ dssUrl: world.dssUrl, ...expected }]);
  expect([...(seen[0]?.cookies.keys() ?? [])].sort()).toEqual(cookies);
});

test.each([[undefined], ['demo']])('a login knows that its message was addressed to %p', async (appName) => {
  await start(appUserInterceptor);
  const browser = new TestBrowser();
  await browser.open(`${app.url}/?${world.message(appName === undefined ? {} : { appName })}`);
  const { user, appName: known } = (await browser.get(app.url)).json<Seen>();
  expect([user?.userName, known]).toEqual(['alice', appName]);
});

test("a cookie that has the name of one of DSS's is no reason to keep it for an app that is no part of DSS", async () => {
  const cookies = [{ name: 'workspaceId', value: '1' }];
  await start({ isUserExistInSession, getUser, addUserToRequest: () => cookies.splice(0) });
  const browser = new TestBrowser();
  const login = (): Promise<unknown> => browser.get(`${app.url}/?${world.message({ workspaceId: 224 })}`);
  await login();
  expect(browser.jar.get('workspaceId')).toBe('1');
  await login();
  expect(browser.jar.has('workspaceId')).toBe(false);
});
