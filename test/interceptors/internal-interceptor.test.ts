import { getWorkspace } from '../../src/gateway/get-workspace.js';
import { internalInterceptor } from '../../src/interceptors/internal-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { ADAPTERS, startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { ask, TestBrowser } from '../support/client.js';
import { createWorld, PROXY_TICKET, SECRET, TICKET, type World } from '../support/world.js';

let world: World;
const apps: RunningApp[] = [];
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await world.close();
});

async function start(options: Partial<SSOPluginOptions<never>> = {}, startApp = startExpressApp): Promise<RunningApp> {
  const app = await startApp({
    gateways: world.dssUrl,
    secret: SECRET,
    interceptor: internalInterceptor(),
    ...options,
  });
  apps.push(app);
  return app;
}

const names = (setCookies: readonly string[]): string[] =>
  setCookies.map((header) => header.slice(0, header.indexOf('=')));
const lookAt = async (app: RunningApp, browser: TestBrowser): Promise<Seen> =>
  (await browser.get(`${app.url}/`)).json();

test.each(Object.entries(ADAPTERS))(
  '%s: the DSS cookies are the login, on this request and the next',
  async (_name, startApp) => {
    const app = await start({}, startApp);
    const browser = new TestBrowser();
    const ticket = world.portal.tickets.issue('alice');
    const first = await browser.get(
      `${app.url}/api?${world.message({ ticket, workspaceId: 224, cookies: { workspaceName: 'bdap' } })}`,
    );
    const header = first.json<Seen>().cookieHeader ?? '';
    expect(header).toContain(`${TICKET}=${ticket}`);
    expect(getWorkspace({ headers: { cookie: header } })).toMatchObject({ workspaceId: 224, workspaceName: 'bdap' });
    expect(names(first.setCookies).sort()).toEqual(['dss_sso', TICKET, 'workspaceId', 'workspaceName']);
    expect((await lookAt(app, browser)).user?.userName).toBe('alice');
  },
);

test('a cookie the browser has already with that value is not set again, and not removed at log-out', async () => {
  const app = await start();
  const browser = new TestBrowser();
  const ticket = world.portal.tickets.issue('alice');
  browser.jar.set(TICKET, ticket);
  const first = await browser.get(`${app.url}/?${world.message({ ticket, workspaceId: 224 })}`);
  expect(names(first.setCookies).sort()).toEqual(['dss_sso', 'workspaceId']);
  await browser.get(`${app.url}/logout`);
  expect([...browser.jar.keys()]).toEqual([TICKET]);
  expect((await lookAt(app, browser)).user).toBeUndefined();
});

test("another workspace's cookies replace the old ones, and all we set is removed at log-out", async () => {
  const app = await start();
  const browser = new TestBrowser();
  const ticket = world.portal.tickets.issue('alice');
  await browser.get(`${app.url}/?${world.message({ ticket, workspaceId: 224 })}`);
  await browser.get(`${app.url}/?${world.message({ ticket, workspace: 'dev', workspaceId: 225 })}`);
  expect(browser.jar.get('workspaceId')).toBe('225');
  await browser.get(`${app.url}/logout`);
  expect([...browser.jar.keys()]).toEqual([]);
});

test('another user of the same browser gets their own cookies, and loses what they do not have', async () => {
  const app = await start();
  const browser = new TestBrowser();
  await browser.get(`${app.url}/?${world.message({ proxyUser: 'hadoop', workspaceId: 224 })}`);
  expect(browser.jar.has(PROXY_TICKET)).toBe(true);
  const ticket = world.portal.tickets.issue('bob');
  await browser.get(`${app.url}/?${world.message({ user: 'bob', ticket })}`);
  expect(browser.jar.get(TICKET)).toBe(ticket);
  expect([...browser.jar.keys()].sort()).toEqual(['dss_sso', TICKET]);
  expect((await lookAt(app, browser)).user?.userName).toBe('bob');
});

test("a ticket cookie that is not the login's own ends the login: somebody else is signed in to DSS", async () => {
  const app = await start();
  const browser = new TestBrowser();
  await browser.get(`${app.url}/?${world.message()}`);
  browser.jar.set(TICKET, world.portal.tickets.issue('bob'));
  expect((await lookAt(app, browser)).user).toBeUndefined();
});

test('DSS cookies without a verified message are no login', async () => {
  const app = await start();
  const cookie = `${TICKET}=${world.portal.tickets.issue('alice')}; workspaceId=224; workspaceName=bdap`;
  expect((await ask(app.url, '/', { headers: { cookie } })).json<Seen>().user).toBeUndefined();
  expect(world.calls()).toBe(0);
});

test('cookies planted in a message are not set: a login brings no JSESSIONID', async () => {
  const app = await start({ forwardCookies: ['forwarded'] });
  const message = world.message({ cookies: { JSESSIONID: 'planted', 'connect.sid': 'planted', forwarded: 'planted' } });
  const answer = await ask(app.url, `/?${message}`, {});
  expect(names(answer.setCookies).sort()).toEqual(['dss_sso', TICKET]);
  expect(answer.json<Seen>().cookieHeader).not.toContain('planted');
});
