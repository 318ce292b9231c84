/** Hosts, ports and neighbours: two apps on one host, IPv6, a Host that a proxy rewrote. */
import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ssoPluginFilter } from '../../src/adapters/express.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

let world: World;
const apps: RunningApp[] = [];
beforeAll(async () => {
  world = await createWorld();
});
afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));
afterAll(() => world.close());

async function start(options: object): Promise<RunningApp> {
  const interceptor = jwtCookieInterceptor({ secret: SECRET }) as never;
  const app = await startExpressApp({ gateways: world.dssUrl, secret: SECRET, interceptor, ...options });
  apps.push(app);
  return app;
}

test('two apps on one host keep their logins apart by their names, and log out one by one', async () => {
  const [one, two] = [await start({ appName: 'app one' }), await start({ appName: 'app/two (beta)' })];
  const browser = new TestBrowser();
  await browser.open(`${one.url}/?${world.message({ appName: 'app one' })}`);
  await browser.open(`${two.url}/?${world.message({ user: 'bob', appName: 'app/two (beta)' })}`);
  expect([...browser.jar.keys()].sort()).toEqual([
    'dss_sso_app%20one',
    'dss_sso_app%2Ftwo%20%28beta%29',
    'dss_sso_user_app%20one',
    'dss_sso_user_app%2Ftwo%20%28beta%29',
  ]);
  const userOf = async (app: RunningApp): Promise<unknown> =>
    (await browser.get(`${app.url}/`)).json<Seen>().user?.userName;
  expect([await userOf(one), await userOf(two)]).toEqual(['alice', 'bob']);
  await browser.get(`${one.url}/logout`);
  expect([await userOf(one), await userOf(two)]).toEqual([undefined, 'bob']);
});

test('a message for one app is refused by the other, before anybody is asked', async () => {
  const app = await start({ appName: 'one' });
  const calls = world.calls();
  const answer = await new TestBrowser().get(`${app.url}/?${world.message({ appName: 'two' })}`);
  expect([answer.status, answer.json()['code']]).toEqual([403, 'app-mismatch']);
  expect(world.calls()).toBe(calls);
  for (const nameless of [{}, { appName: 'null' }]) {
    expect((await new TestBrowser().get(`${app.url}/?${world.message(nameless)}`)).status).toBe(200);
  }
});

test('on IPv6 the own host is found, brackets and port included', async () => {
  const app = express();
  app.use(
    ssoPluginFilter({ gateways: world.dssUrl, secret: SECRET, interceptor: jwtCookieInterceptor({ secret: SECRET }) }),
  );
  app.use((req, res) => {
    res.json({ user: req.dss?.user });
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '::1', resolve));
  const url = `http://[::1]:${(server.address() as AddressInfo).port}`;
  const browser = new TestBrowser();
  const entry = await browser.get(`${url}/?${world.message({ redirect: `${url}/page` })}`, { headers: PAGE_LOAD });
  expect([entry.status, entry.headers.location]).toEqual([303, '/page']);
  expect((await browser.get(`${url}/page`)).json<Seen>().user?.userName).toBe('alice');
  await new Promise((resolve) => server.close(resolve));
});

test('behind a proxy that rewrote Host an absolute redirect is refused, until publicOrigin says who the app is', async () => {
  const message = world.message({ redirect: 'https://app.example.com/page' });
  const headers = { ...PAGE_LOAD, host: 'backend.internal:8080' };
  const unaware = await start({});
  const refused = await new TestBrowser().get(`${unaware.url}/?${message}`, { headers });
  expect([refused.status, refused.text.includes('redirect-denied')]).toEqual([403, true]);
  const aware = await start({ publicOrigin: 'https://app.example.com' });
  const entry = await new TestBrowser().get(`${aware.url}/?${message}`, { headers });
  expect([entry.status, entry.headers.location]).toEqual([303, '/page']);
});
