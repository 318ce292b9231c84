/** Caches in front of the app must keep no answer that signs somebody in, whatever they go by. */
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { ADAPTERS, type RunningApp } from '../support/apps.js';
import { ask } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

/** What an app or a middleware before the plug-in may have set for all its answers. */
const FOR_CACHES = {
  'Cache-Control': 'public, max-age=600',
  'CDN-Cache-Control': 'max-age=600',
  'Cloudflare-CDN-Cache-Control': 'max-age=600',
  'Surrogate-Control': 'max-age=600',
  'Edge-Control': 'max-age=600',
  'X-Accel-Expires': '600',
};

let world: World;
let app: RunningApp;

beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

describe.each(Object.entries(ADAPTERS))('%s', (_name, startApp) => {
  beforeEach(async () => {
    app = await startApp(
      { gateways: world.dssUrl, secret: SECRET, interceptor: jwtCookieInterceptor({ secret: SECRET }) },
      {
        before: (_req, res, next) => {
          for (const [name, value] of Object.entries(FOR_CACHES)) res.setHeader(name, value);
          next();
        },
      },
    );
  });

  test.each(['alice', 'nobody'])('an answer to a message of %s tells every cache to keep nothing', async (user) => {
    const ticket = user === 'alice' ? world.portal.tickets.issue(user) : 'dead';
    const { headers } = await ask(app.url, `/app.css?${world.message({ ticket })}`, {});
    expect(headers['cache-control']).toBe('no-store');
    expect(Object.keys(headers).filter((name) => /control|expires/.test(name))).toEqual(['cache-control']);
  });

  test('other answers are the matter of the app', async () => {
    const { headers } = await ask(app.url, '/app.css', {});
    expect(headers).toMatchObject({ 'cache-control': 'public, max-age=600', 'cdn-cache-control': 'max-age=600' });
  });
});
