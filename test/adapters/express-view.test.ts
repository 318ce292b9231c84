/** What Express itself makes of a request, the plug-in makes of it, too. */
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { ADAPTERS, type RunningApp, type Seen } from '../support/apps.js';
import { rawRequest } from '../support/raw-request.js';
import { createWorld, SECRET, type World } from '../support/world.js';

let world: World;
let app: RunningApp;

beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

const EXPRESSES = Object.entries(ADAPTERS).filter(([name]) => name.startsWith('Express'));

describe.each(EXPRESSES)('%s', (_name, startApp) => {
  beforeEach(async () => {
    const interceptor = jwtCookieInterceptor({ secret: SECRET });
    const options = { gateways: world.dssUrl, secret: SECRET, interceptor };
    app = await startApp(options, { trustProxy: true });
  });

  test('an empty X-Forwarded-Host of a trusted proxy is none', async () => {
    const message = world.message({ redirect: 'https://app.example.com/page' });
    const answer = await rawRequest(app.url, `/?${message}`, ['Host: app.example.com', 'X-Forwarded-Host: ']);
    expect([answer.status, answer.header('location')]).toEqual([303, '/page']);
  });

  test('a fragment in the target is no part of the query', async () => {
    const { body } = await rawRequest(app.url, `/?${world.message()}&a=1#b=2`, ['Host: app.example.com']);
    expect((JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1)) as Seen).query).toEqual({ a: '1' });
  });
});
