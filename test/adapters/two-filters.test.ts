/** Two plug-ins in one app: each acts for the logins it keeps, and a message is handled once. */
import express from 'express';
import Koa from 'koa';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ssoPluginFilter } from '../../src/adapters/express.js';
import * as onHttp from '../../src/adapters/http.js';
import * as onKoa from '../../src/adapters/koa.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

let world: World;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  world = await createWorld();
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
afterAll(() => world.close());

const optionsOf = (appName: string): object => ({
  appName,
  gateways: world.dssUrl,
  secret: SECRET,
  interceptor: jwtCookieInterceptor({ secret: SECRET }),
});
const [ONE, TWO] = ['one', 'two'];

const APPS: [string, (...appNames: string[]) => RequestListener][] = [
  [
    'Express',
    (...appNames) => {
      const app = express();
      for (const appName of appNames) app.use(ssoPluginFilter(optionsOf(appName) as never));
      return app.use((req, res) => res.end(req.dss?.user.userName ?? 'nobody')) as RequestListener;
    },
  ],
  [
    'Koa',
    (...appNames) => {
      const app = new Koa();
      for (const appName of appNames) app.use(onKoa.ssoPluginFilter(optionsOf(appName) as never));
      app.use((ctx) => {
        ctx.body = (ctx.state as onKoa.DSSState).dss?.user.userName ?? 'nobody';
      });
      return app.callback();
    },
  ],
  [
    'raw http',
    (...appNames) => {
      const filters = appNames.map((appName) => onHttp.ssoPluginFilter(optionsOf(appName) as never));
      return async (req, res) => {
        for (const filter of filters) if (!(await filter(req, res))) return;
        res.end((req as onHttp.SSORequest).dss?.user.userName ?? 'nobody');
      };
    },
  ],
];

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe.each(APPS)('%s', (_name, create) => {
  test.each([
    [ONE, 'alice'],
    [TWO, 'bob'],
  ])('a login of "%s" is known where both stand', async (appName, user) => {
    const browser = new TestBrowser();
    await browser.get(`${await listen(create(appName))}?${world.message({ user, appName })}`);
    expect((await browser.get(await listen(create(ONE, TWO)))).text).toBe(user);
  });

  test('where both know somebody, the first decides', async () => {
    const browser = new TestBrowser();
    await browser.get(`${await listen(create(ONE))}?${world.message({ user: 'alice', appName: ONE })}`);
    await browser.get(`${await listen(create(TWO))}?${world.message({ user: 'bob', appName: TWO })}`);
    expect((await browser.get(await listen(create(ONE, TWO)))).text).toBe('alice');
    expect((await browser.get(await listen(create(TWO, ONE)))).text).toBe('bob');
  });
});
