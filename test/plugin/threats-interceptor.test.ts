/** An app whose interceptor takes the mere presence of a cookie for a login (docs/security.md, T13). */
import type { IncomingMessage } from 'node:http';
import type { HttpRequestUserInterceptor } from '../../src/plugin/user-interceptor.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { ask, TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

const FORGED = 'app_user=admin';
const ignore = (): void => undefined;

/** Looks at nothing but whether the cookie is there, and believes its name. */
const naive: HttpRequestUserInterceptor<IncomingMessage> = {
  isUserExistInSession: ({ headers }) => headers.cookie?.includes('app_user=') === true,
  getUser: ({ headers }) => /app_user=([^;]*)/.exec(headers.cookie ?? '')?.[1],
  addUserToRequest: ({ userName }) => [{ name: 'app_user', value: userName }],
};

let world: World;
let app: RunningApp;
beforeEach(async () => {
  world = await createWorld();
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    interceptor: naive,
  });
});
afterEach(async () => {
  await app.close();
  await world.close();
});

test('a forged cookie that the interceptor believes is no DSS login', async () => {
  expect((await ask(app.url, '/', { headers: { cookie: FORGED } })).json<Seen>().user).toBeUndefined();
  expect((await ask(app.url, '/private', { headers: { cookie: FORGED } })).status).toBe(401);
  expect(world.calls()).toBe(0);
});

test('a message is verified though the interceptor says that the user is there: a dead ticket is refused', async () => {
  const target = `/?${world.message({ ticket: 'dead' })}`;
  const answer = await ask(app.url, target, { headers: { cookie: FORGED } });
  expect([answer.status, answer.json()['code']]).toEqual([401, 'ticket-rejected']);
  expect([answer.setCookies, world.calls()]).toEqual([[], 1]);
});

test('whoever the forged cookie names, the login is who the gateway names, and the cookie is replaced', async () => {
  const browser = new TestBrowser();
  browser.jar.set('app_user', 'admin');
  const answer = await browser.get(`${app.url}/?${world.message({ user: 'bob' })}`);
  expect(answer.json<Seen>().user?.userName).toBe('bob');
  expect(browser.jar.get('app_user')).toBe('bob');
});
