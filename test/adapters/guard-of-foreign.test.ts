/** Which filter a guard answers for where a request has nothing to do with any: Express's requests are not marked then. */
import express from 'express';
import express4 from 'express4';
import request from 'supertest';
import { requireDSSLogin, ssoPluginFilter } from '../../src/adapters/express.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { SECRET } from '../support/world.js';

const pluginOf = (gateway: string) =>
  ssoPluginFilter({ gateways: gateway, secret: SECRET, interceptor: jwtCookieInterceptor({ secret: SECRET }) });
const atA = () => pluginOf('http://127.0.0.1:9001');
const atB = () => pluginOf('http://127.0.0.1:9002');

async function loginUrlOf(app: express.Express, path = '/'): Promise<unknown> {
  return ((await request(app).get(path)).body as { loginUrl?: unknown }).loginUrl;
}

describe.each([
  ['Express 5', () => express()],
  ['Express 4', () => express4() as never as express.Express],
])('%s', (_name, create) => {
  test('a foreign request gets no property', async () => {
    const app = create();
    let before: PropertyKey[] = [];
    app.use((req, _res, next) => {
      before = Reflect.ownKeys(req);
      next();
    });
    app.use(atA());
    app.use((req, res) => {
      // Routers add theirs to every request.
      res.json(Reflect.ownKeys(req).filter((key) => !before.includes(key) && typeof key === 'symbol').length);
    });
    expect([(await request(app).get('/')).body, (await request(app).get('/')).body]).toEqual([0, 0]);
  });

  test('the guard answers for the plug-in of the app, on the first request and later', async () => {
    const app = create();
    app.use(atA());
    app.use(requireDSSLogin());
    expect([await loginUrlOf(app), await loginUrlOf(app)]).toEqual(['http://127.0.0.1:9001', 'http://127.0.0.1:9001']);
  });

  test('of two plug-ins, for the one that the request went through', async () => {
    const app = create();
    app.use('/a', atA());
    app.use('/b', atB());
    app.use(requireDSSLogin());
    const paths = ['/a', '/b', '/a', '/b'];
    const seen = [];
    for (const path of paths) seen.push(await loginUrlOf(app, path));
    expect(seen).toEqual(paths.map((path) => `http://127.0.0.1:900${path === '/a' ? 1 : 2}`));
  });

  test('for a plug-in in a mounted app, and for one outside of it', async () => {
    const [inside, outside, inner] = [create(), create(), create()];
    inner.use(atA());
    inside.use(inner);
    inside.use(requireDSSLogin());
    outside.use(atB());
    const guarded = create();
    guarded.use(requireDSSLogin());
    outside.use(guarded);
    expect([await loginUrlOf(inside), await loginUrlOf(outside)]).toEqual([
      'http://127.0.0.1:9001',
      'http://127.0.0.1:9002',
    ]);
  });

  test('apps know nothing of each other', async () => {
    const [mounted, bare] = [create(), create()];
    mounted.use(atA());
    mounted.use(requireDSSLogin());
    bare.use(requireDSSLogin());
    bare.use(((error, _req, res, _next) => {
      res.json({ loginUrl: (error as Error).name });
    }) as express.ErrorRequestHandler);
    expect([await loginUrlOf(mounted), await loginUrlOf(bare)]).toEqual(['http://127.0.0.1:9001', 'TypeError']);
  });
});
