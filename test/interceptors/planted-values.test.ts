/** What neighbours, apps and odd options put where an interceptor looks. */
import { internalInterceptor } from '../../src/interceptors/internal-interceptor.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { codeOf } from '../message/code-of.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
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

async function start(options: Pick<SSOPluginOptions<never>, 'interceptor'>): Promise<RunningApp> {
  const app = await startExpressApp({ gateways: world.dssUrl, secret: SECRET, ...options });
  apps.push(app);
  return app;
}
const headerOf = (browser: TestBrowser): string =>
  [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
const userOf = async (app: RunningApp, cookie: string): Promise<string | undefined> =>
  (await ask(app.url, '/', { headers: { cookie } })).json<Seen>().user?.userName;

test.each([TICKET, PROXY_TICKET])(
  'a second %s beside ours, as a neighbour host can plant it, makes the request anonymous and ends no login',
  async (name) => {
    const app = await start({ interceptor: internalInterceptor() });
    const browser = new TestBrowser();
    await browser.get(`${app.url}/?${world.message({ proxyUser: 'hadoop' })}`);
    const cookie = headerOf(browser);
    expect(await userOf(app, `${name}=planted; ${cookie}`)).toBeUndefined();
    expect(await userOf(app, `${cookie}; ${name}=planted`)).toBeUndefined();
    expect(await userOf(app, cookie)).toBe('alice');
  },
);

test('a ticket cookie that is gone ends the login: the component has logged its user out', async () => {
  const app = await start({ interceptor: internalInterceptor() });
  const browser = new TestBrowser();
  await browser.get(`${app.url}/?${world.message()}`);
  const cookie = headerOf(browser);
  browser.jar.delete(TICKET);
  expect(await userOf(app, headerOf(browser))).toBeUndefined();
  expect(await userOf(app, cookie)).toBeUndefined();
});

test.each(['toString', 'valueOf', 'hasOwnProperty', 'constructor', 'isPrototypeOf', '__proto__'])(
  'no session holds a user under %s, which every object has',
  (key) => {
    expect(codeOf(() => sessionInterceptor({ key }))).toBe('options-invalid');
  },
);

test.each(['dss-sso', 'dss-sso:user', 'dss-sso@app'])("the key %s is ours, not the app's", (key) => {
  expect(codeOf(() => sessionInterceptor({ key }))).toBe('options-invalid');
});

test.each<[string, () => unknown]>([
  ['a promise', () => Promise.resolve({ role: 'admin' })],
  ['a promise that fails', () => Promise.reject(new Error('the directory is down'))],
  ['a list', () => ['admin']],
  ['text', () => 'admin'],
])('claims that are %s are a refusal, not a token without them', async (_name, claims) => {
  const unhandled: unknown[] = [];
  const keep = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', keep);
  const app = await start({ interceptor: jwtCookieInterceptor({ secret: SECRET, claims: claims as never }) });
  const browser = new TestBrowser();
  const answer = await browser.get(`${app.url}/?${world.message()}`);
  expect([answer.status, answer.json()['code']]).toEqual([500, 'interceptor-failed']);
  expect([...browser.jar.keys()]).toEqual([]);
  await new Promise(setImmediate);
  process.off('unhandledRejection', keep);
  expect(unhandled).toEqual([]);
});
