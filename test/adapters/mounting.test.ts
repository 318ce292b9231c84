/** Where the plug-in stands in an app, and where the app stands behind proxies. */
import connect from 'connect';
import express from 'express';
import express4 from 'express4';
import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { requireDSSLogin, ssoPluginFilter } from '../../src/adapters/express.js';
import * as onHttp from '../../src/adapters/http.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import { TestBrowser, PAGE_LOAD } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const options = (): ConstructorParameters<typeof SSOPluginFilter<never>>[0] => ({
  gateways: world.dssUrl,
  secret: SECRET,
  interceptor: jwtCookieInterceptor({ secret: SECRET }),
});

type Frameworks = readonly [name: string, create: () => express.Express][];
const FRAMEWORKS: Frameworks = [
  ['Express 5', () => express()],
  ['Express 4', () => express4() as never],
  ['Connect', () => connect() as never],
];

describe.each(FRAMEWORKS)('%s', (_name, create) => {
  test('below a sub-path the clean URL stays below it, and both URLs are cleaned', async () => {
    const app = create();
    app.use('/tool', ssoPluginFilter(options()));
    app.use('/tool', (req, res) => {
      res.setHeader('Content-Type', 'application/json');
      res.end(JSON.stringify({ url: req.url, originalUrl: req.originalUrl, user: req.dss?.user.userName }));
    });
    const message = world.message();
    const page = await request(app).get(`/tool/a/page?x=1&${message}`).set(PAGE_LOAD);
    expect([page.status, page.headers['location']]).toEqual([303, './page?x=1']);
    const atRoot = await request(app).get(`/tool?${message}`).set(PAGE_LOAD);
    expect(atRoot.headers['location']).toBe('./tool');
    const call = await request(app).get(`/tool/api?${message}&x=1`);
    expect(call.body).toEqual({ url: '/api?x=1', originalUrl: '/tool/api?x=1', user: 'alice' });
  });

  test('mounted twice, the plug-in acts once', async () => {
    const [first, second] = [ssoPluginFilter(options()), ssoPluginFilter(options())];
    const app = create();
    app.use(first);
    app.use(second);
    app.use((req, res) => {
      res.end(req.dss?.user.userName);
    });
    const answer = await request(app).get(`/?${world.message()}`);
    expect(answer.text).toBe('alice');
    expect(answer.headers['set-cookie']).toHaveLength(2);
    expect([first.filter.stats().logins, second.filter.stats().logins]).toEqual([1, 0]);
  });

  test('a filter that is there already may be mounted', async () => {
    const filter = new SSOPluginFilter(options());
    const mounted = ssoPluginFilter(filter as never);
    expect(mounted.filter).toBe(filter);
    const app = create();
    app.use(mounted);
    app.use((req, res) => {
      res.end(req.dss?.user.userName);
    });
    expect((await request(app).get(`/?${world.message()}`)).text).toBe('alice');
  });

  test("an error of the app stays the app's", async () => {
    const app = create();
    app.use(ssoPluginFilter(options()));
    app.use((_req, _res, next) => {
      next(new Error('of the app'));
    });
    app.use(((error, _req, res, _next) => {
      res.statusCode = 418;
      res.end((error as Error).message);
    }) as express.ErrorRequestHandler);
    const answer = await request(app).get(`/?${world.message()}`);
    expect([answer.status, answer.text]).toEqual([418, 'of the app']);
  });

  test('a guard without the plug-in is a mistake that says so', async () => {
    const app = create();
    app.use(requireDSSLogin());
    app.use(((error, _req, res, _next) => {
      res.end((error as Error).message);
    }) as express.ErrorRequestHandler);
    expect((await request(app).get('/')).text).toBe('requireDSSLogin needs ssoPluginFilter mounted before it');
  });
});

test('an Express app without a query parser has no query to clean', async () => {
  const app = express4();
  app.set('query parser', false);
  app.use(ssoPluginFilter(options()) as never);
  app.use((req, res) => {
    res.json({ query: req.query, url: req.url });
  });
  const answer = await request(app).get(`/api?x=1&${world.message()}`);
  expect(answer.body).toEqual({ query: {}, url: '/api?x=1' });
});

test.each(['javascript:alert(1)', 'portal', 7])('a portalUrl of %p is a mistake that says so', (portalUrl) => {
  expect(() => requireDSSLogin({ portalUrl: portalUrl as string })).toThrow(/portalUrl/);
});

test('raw http: mounted twice, the plug-in acts once', async () => {
  const [first, second] = [onHttp.ssoPluginFilter(options()), onHttp.ssoPluginFilter(options())];
  const answer = await request(
    createServer(async (req, res) => {
      if ((await first(req, res)) && (await second(req, res))) res.end((req as onHttp.SSORequest).dss?.user.userName);
    }),
  ).get(`/?${world.message()}`);
  expect(answer.text).toBe('alice');
  expect([first.filter.stats().logins, second.filter.stats().logins]).toEqual([1, 0]);
});

test('raw http: next is called where the app goes on, and only there', async () => {
  const sso = onHttp.ssoPluginFilter(options());
  const calls: string[] = [];
  const server = createServer(async (req, res) => {
    const goesOn = await sso(req, res, () => calls.push(req.url ?? ''));
    if (goesOn) res.end();
  });
  await request(server).get('/foreign');
  await request(server).get(`/api?${world.message()}`);
  await request(server).get(`/refused?${world.message({ ticket: 'dead' })}`);
  expect(calls).toEqual(['/foreign', '/api']);
});

describe('behind a proxy that takes a prefix away', () => {
  let app: Server;
  let proxy: Server;
  let proxyUrl: string;

  beforeAll(async () => {
    app = await listen(
      onHttp.withSSO(options(), (req, res) => {
        res.end(`${req.dss?.user.userName} at ${req.url}`);
      }),
    );
    const { port } = app.address() as AddressInfo;
    proxy = await listen((req, res) => {
      const path = (req.url ?? '').replace(/^\/tool\//, '/');
      const passed = httpRequest({ host: '127.0.0.1', port, path, headers: req.headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      });
      req.pipe(passed);
    });
    proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    for (const server of [app, proxy]) {
      server.close();
      server.closeAllConnections();
    }
  });

  test.each([
    ['/tool/', '/tool/', 'alice at /'],
    ['/tool/page', '/tool/page', 'alice at /page'],
    ['/tool/a/b', '/tool/a/b', 'alice at /a/b'],
  ])('%s ends at %s', async (path, end, text) => {
    const page = await new TestBrowser().open(`${proxyUrl}${path}?${world.message()}`);
    expect([new URL(page.url).pathname, page.text]).toEqual([end, text]);
  });
});

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
