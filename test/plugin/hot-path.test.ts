/** What the plug-in costs a request it has nothing to do with: next to nothing (design notes, section 2). */
import express from 'express';
import { createHook } from 'node:async_hooks';
import { createServer, IncomingMessage, ServerResponse, type RequestListener } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import * as onExpress from '../../src/adapters/express.js';
import * as onHttp from '../../src/adapters/http.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import { ask, TestBrowser } from '../support/client.js';
import { createWorld, SECRET } from '../support/world.js';

const SEEN_BY = Symbol.for('dss-sso.seen-by');

interface Foreign {
  readonly target: string;
  readonly cookie?: string;
  readonly session?: object | null;
}

const FOREIGN: readonly Foreign[] = [
  { target: '/' },
  { target: '/page?x=1&y=2' },
  { target: '/page?x=%64%zz' },
  { target: '/page?x=dssurl&y=%64ssurl' },
  { target: '/page?DSSURL=x&dssurl2=y&xdssurl=z&dssurl[]=a&dssurl%00=b' },
  { target: '/dssurl=x' },
  { target: '/page#?dssurl=x' },
  { target: '*' },
  { target: '/page', cookie: 'own=1; theme=dark' },
  { target: '/page', cookie: 'own=dss_sso; x_dss_sso=1; dss_sso2=1; DSS_SSO=1; dss_sso_user=x' },
  { target: '/page', cookie: 'linkis_user_session_ticket_id_v1=x' },
  { target: '/page', session: {} },
  { target: '/page', session: { user: 'carol', cookie: {} } },
  { target: '/page', session: null },
];

const CONCERNED: readonly Foreign[] = [
  { target: '/?dssurl=' },
  { target: '/?x=1&%64ssurl' },
  { target: '/', cookie: 'own=1;dss_sso=x' },
  { target: '/', cookie: '__Host-dss_sso=x' },
  { target: '/', session: { 'dss-sso': 'x' } },
];

const filter = new SSOPluginFilter<never>({
  gateways: 'https://dss.example.com',
  secret: SECRET,
  interceptor: jwtCookieInterceptor({ secret: SECRET }),
});

function requestOf({ target, cookie, session }: Foreign): { req: IncomingMessage; res: ServerResponse } {
  const req = new IncomingMessage(new Socket());
  req.method = 'GET';
  req.url = target;
  if (cookie !== undefined) req.headers.cookie = cookie;
  if (session !== undefined) Object.assign(req, { session });
  return { req, res: new ServerResponse(req) };
}

/** How many promises come into being during a call. */
function promisesOf(call: () => void): number {
  let promises = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === 'PROMISE') promises += 1;
    },
  });
  hook.enable();
  call();
  hook.disable();
  return promises;
}

type Mounted = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;

const MOUNTED: readonly [name: string, mounted: Mounted][] = [
  ['Express and Connect', onExpress.ssoPluginFilter(filter)],
  [
    'raw http',
    (req, res, next) => {
      expect(onHttp.ssoPluginFilter(filter)(req, res, next)).toBe(true);
    },
  ],
  ['withSSO', (req, res, next) => onHttp.withSSO(filter, next)(req, res)],
];

describe('a foreign request', () => {
  test.each(FOREIGN)('does not concern the filter: %j', ({ target, cookie, session }) => {
    expect(filter.concerns(undefined as never, target, cookie, session)).toBe(false);
  });

  test.each(CONCERNED)('is not one with %j', ({ target, cookie, session }) => {
    expect(filter.concerns(undefined as never, target, cookie, session)).toBe(true);
  });

  test.each<[object | undefined, object, boolean]>([
    [{ 'dss-sso': 'x' }, {}, true],
    [undefined, { 'dss-sso': 'x' }, false],
  ])('looks for the session %j where the option `session` says, not at %j', (atPort, atFramework, isConcerned) => {
    const other = new SSOPluginFilter<never>({
      gateways: 'https://dss.example.com',
      secret: SECRET,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
      session: { get: () => atPort, regenerate: () => undefined, save: () => undefined },
    });
    expect(other.concerns(undefined as never, '/', undefined, atFramework)).toBe(isConcerned);
  });

  describe.each(MOUNTED)('on %s', (_name, mounted) => {
    test('goes on at once, with no promise, and with one symbol more at most', () => {
      for (const foreign of FOREIGN) {
        const { req, res } = requestOf(foreign);
        const [before, headersBefore] = [Reflect.ownKeys(req), { ...req.headers }];
        const answerBefore = Reflect.ownKeys(res);
        let calls = 0;
        const promises = promisesOf(() => {
          mounted(req, res, () => (calls += 1));
        });
        expect([foreign, calls, promises]).toEqual([foreign, 1, 0]);
        expect(Reflect.ownKeys(req).filter((key) => !before.includes(key))).toEqual([SEEN_BY]);
        expect(Reflect.ownKeys(res)).toEqual(answerBefore);
        expect([req.url, req.headers, res.getHeaderNames()]).toEqual([foreign.target, headersBefore, []]);
      }
    });
  });

  test('is still not parsed when the app gets it: neither its query nor its cookies', async () => {
    const app = express();
    let parsed = 0;
    app.set('query parser', () => {
      parsed += 1;
      return {};
    });
    app.use(onExpress.ssoPluginFilter(filter as never));
    app.use((req, res) => {
      const before = parsed;
      res.json({ before, after: Object.keys(req.query).length + parsed, dss: 'dss' in req, cookies: 'cookies' in req });
    });
    const answer = await served(app, (url) => ask(url, '/page?x=1&y=%zz', { headers: { cookie: 'own=1' } }));
    expect(answer.json()).toEqual({ before: 0, after: 1, dss: false, cookies: false });
    expect(answer.headers['cache-control']).toBeUndefined();
  });
});

describe('a request of a living login', () => {
  test('goes on at once, too: cookies, state and JWT are read without waiting', async () => {
    const world = await createWorld();
    const living = new SSOPluginFilter<never>({
      gateways: world.dssUrl,
      secret: SECRET,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
    });
    const browser = new TestBrowser();
    const listener = onHttp.withSSO(living, (_req, res) => res.end());
    await served(listener, (url) => browser.get(`${url}/?${world.message()}`));
    const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const [name, mounted] of [
      ['Express', onExpress.ssoPluginFilter(living)],
      ['raw http', onHttp.ssoPluginFilter(living)],
    ] as [string, Mounted][]) {
      const { req, res } = requestOf({ target: '/page', cookie });
      let user: string | undefined;
      const promises = promisesOf(() => {
        mounted(req, res, () => (user = (req as onHttp.SSORequest).dss?.user.userName));
      });
      expect([name, user, promises]).toEqual([name, 'alice', 0]);
    }
    await living.close();
    await world.close();
  });
});

async function served<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
