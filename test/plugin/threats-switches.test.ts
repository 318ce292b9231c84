/** Nothing that comes with a request, and nothing in the environment, switches the filter off (docs/security.md, T49). */
import type { IncomingMessage } from 'node:http';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { ADAPTERS, type RunningApp, type Seen } from '../support/apps.js';
import { ask, PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

/** Every header that filter and adapters look at. A further one has to be thought through, and to be told of in docs/security.md. */
const KNOWN = [
  ...['host', ':authority', 'cookie', 'origin', 'accept', 'accept-language', 'content-encoding'],
  ...['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest', 'sec-fetch-user', 'sec-purpose', 'purpose', 'x-moz'],
  ...['upgrade', 'sec-websocket-key'],
];
const ignore = (): void => undefined;

let world: World;
const read = new Set<string>();

beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());
beforeEach(() => read.clear());

/** From here on every header that is asked for by name is noted. */
function watch(request: IncomingMessage): void {
  request.headers = new Proxy(request.headers, {
    get(headers, name) {
      if (typeof name === 'string') read.add(name);
      return Reflect.get(headers, name) as unknown;
    },
    has(headers, name) {
      if (typeof name === 'string') read.add(name);
      return Reflect.has(headers, name);
    },
  });
}

function start(name: string): Promise<RunningApp> {
  const startApp = ADAPTERS[name];
  if (startApp === undefined) throw new Error(`no adapter ${name}`);
  return startApp(
    {
      gateways: world.dssUrl,
      secret: SECRET,
      logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
    },
    {
      before: (request, _response, next) => {
        watch(request);
        next();
      },
    },
  );
}

test.each(['Connect', 'raw http', 'withSSO'])(
  '%s: of a request no header is read but those that are documented',
  async (name) => {
    const app = await start(name);
    try {
      const browser = new TestBrowser();
      const page = await browser.open(`${app.url}/?${world.message()}`);
      expect(page.json<Seen>().user?.userName).toBe('alice');
      await browser.get(`${app.url}/?${world.message({ redirect: '/x' })}`, { method: 'POST' });
      await browser.get(`${app.url}/?${world.message({ ticket: 'dead' })}`, { headers: PAGE_LOAD });
      await browser.get(`${app.url}/logout`, { method: 'POST' });
      expect((await ask(app.url, '/private', {})).status).toBe(401);
      expect([...read]).toEqual(expect.arrayContaining(['cookie', 'sec-fetch-site']));
      expect([...read].filter((header) => !KNOWN.includes(header))).toEqual([]);
    } finally {
      await app.close();
    }
  },
);

test('no environment variable is read, whatever is set up or asked', async () => {
  const before = process.env;
  const names = new Set<string>();
  process.env = new Proxy(before, {
    get(environment, name) {
      if (typeof name === 'string') names.add(name);
      return Reflect.get(environment, name) as unknown;
    },
  });
  try {
    expect(process.env['PATH']).toBe(before['PATH']);
    const app = await start('withSSO');
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message()}`);
    await browser.get(`${app.url}/?${world.message({ ticket: 'dead' })}`);
    await browser.get(`${app.url}/logout`, { method: 'POST' });
    await app.close();
  } finally {
    process.env = before;
  }
  expect([...names]).toEqual(['PATH']);
});
