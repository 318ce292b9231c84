/** Where a login may come from (security notes, section 11). */
import type { IncomingHttpHeaders } from 'node:http';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { denyContext } from '../../src/plugin/request-context.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { ask } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

const OWN = 'app.example.com';
const PORTAL = 'https://portal.example.com';
const GATEWAY = 'https://dss.example.com';

/** What browsers send: Site / Mode / Dest. */
function fetchMetadata(text: string): Record<string, string> {
  if (text === '') return {};
  const [site = '', mode = '', dest = ''] = text.split('/');
  return { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest };
}

type Row = readonly [what: string, method: string, metadata: string, headers: Record<string, string>];

/** What WebSockets begin with; some libraries leave one of the two out. */
const HANDSHAKE = { upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };

const ALLOWED: readonly Row[] = [
  ['the click in DSS on another site', 'GET', 'cross-site/navigate/document', {}],
  ['the click in DSS on a neighbour host', 'GET', 'same-site/navigate/document', {}],
  ['HEAD of a page', 'HEAD', 'cross-site/navigate/document', {}],
  ['a typed address', 'GET', 'none/navigate/document', {}],
  ["a link on the app's own page", 'GET', 'same-origin/navigate/document', {}],
  ["a frame on the app's own page", 'GET', 'same-origin/navigate/iframe', {}],
  ['a frame on a neighbour host', 'GET', 'same-site/navigate/iframe', {}],
  ['a frameset on a neighbour host', 'GET', 'same-site/navigate/frame', {}],
  ["a call of the app's own page", 'GET', 'same-origin/cors/empty', {}],
  ["a call of the app's own page that writes", 'POST', 'same-origin/cors/empty', { origin: `http://${OWN}` }],
  ['the same over TLS in front of us', 'POST', 'same-origin/same-origin/empty', { origin: `https://${OWN}` }],
  ["the app's own form", 'POST', 'same-origin/navigate/document', { origin: `http://${OWN}` }],
  ["a call of DSS's page", 'GET', 'cross-site/cors/empty', { origin: PORTAL }],
  ["a call of DSS's page that writes", 'POST', 'cross-site/cors/empty', { origin: PORTAL }],
  ["a call of DSS's page on a neighbour host", 'DELETE', 'same-site/cors/empty', { origin: PORTAL }],
  ['a call of the gateway', 'PUT', 'cross-site/cors/empty', { origin: 'GATEWAY' }],
  ["a form of DSS's page", 'POST', 'cross-site/navigate/document', { origin: PORTAL }],
  ['a back end', 'GET', '', {}],
  ['a back end that writes', 'POST', '', {}],
  ["a call of DSS's page over plain http", 'POST', '', { origin: PORTAL }],
  ["a call of the app's own page over plain http", 'POST', '', { origin: `http://${OWN}` }],
  ['a handshake of the own page', 'GET', '', { ...HANDSHAKE, origin: `http://${OWN}` }],
  ["a handshake of DSS's page", 'GET', '', { ...HANDSHAKE, origin: PORTAL }],
  ['reading over plain http, which says nothing of its origin', 'GET', '', { origin: 'https://evil.example' }],
];

const DENIED: readonly Row[] = [
  ['a prefetch of a link', 'GET', 'same-origin/navigate/document', { 'sec-purpose': 'prefetch' }],
  ['a prerender', 'GET', 'none/navigate/document', { 'sec-purpose': 'prefetch;prerender' }],
  ['an anonymised prefetch', 'GET', 'cross-site/navigate/document', { 'sec-purpose': 'prefetch;anonymous-client-ip' }],
  ['an older prefetch', 'GET', '', { purpose: 'prefetch' }],
  ['an older prefetch of Firefox', 'GET', '', { 'x-moz': 'prefetch' }],
  ['a prefetch in capitals', 'GET', '', { purpose: 'Prefetch' }],
  ['an image on any page', 'GET', 'cross-site/no-cors/image', {}],
  ["an image on the app's own page", 'GET', 'same-origin/no-cors/image', {}],
  ["a script on DSS's page", 'GET', 'cross-site/cors/script', { origin: PORTAL }],
  ['a style sheet', 'GET', 'same-site/no-cors/style', {}],
  ['a font', 'GET', 'cross-site/cors/font', {}],
  ['a worker', 'GET', 'same-origin/same-origin/worker', {}],
  ['a service worker', 'GET', 'same-origin/same-origin/serviceworker', {}],
  ['a plug-in of old', 'GET', 'cross-site/navigate/object', {}],
  ['another plug-in of old', 'GET', 'same-origin/navigate/embed', {}],
  ['a fenced frame', 'GET', 'cross-site/navigate/fencedframe', {}],
  ['a report', 'POST', 'same-origin/no-cors/report', {}],
  ['a web socket', 'GET', 'same-origin/websocket/websocket', {}],
  ['a frame of another site', 'GET', 'cross-site/navigate/iframe', {}],
  ['a frameset of another site', 'GET', 'cross-site/navigate/frame', {}],
  ['a blind call of another site', 'GET', 'cross-site/no-cors/empty', {}],
  ['a call of another site', 'GET', 'cross-site/cors/empty', { origin: 'https://evil.example' }],
  ['a call of a neighbour host', 'GET', 'same-site/cors/empty', { origin: 'https://x.example.com' }],
  ['a call of a sandboxed page', 'GET', 'cross-site/cors/empty', { origin: 'null' }],
  ['a form of another site', 'POST', 'cross-site/navigate/document', { origin: 'https://evil.example' }],
  ['a form of a neighbour host', 'POST', 'same-site/navigate/document', { origin: 'https://x.example.com' }],
  ['a form of a sandboxed page', 'POST', 'cross-site/navigate/document', { origin: 'null' }],
  ['a form over plain http', 'POST', '', { origin: 'https://evil.example' }],
  ['a form of a sandboxed page over plain http', 'POST', '', { origin: 'null' }],
  ['a form of another port', 'POST', '', { origin: `http://${OWN}:8080` }],
  ['an Origin that only looks like the own one', 'POST', '', { origin: `http://${OWN}.evil.example` }],
  ['an Origin that is none', 'PATCH', '', { origin: OWN }],
  ['an Origin with a path', 'POST', '', { origin: `http://${OWN}/x` }],
  ["an Origin that only looks like DSS's", 'POST', '', { origin: `${PORTAL}.evil.example` }],
  ['DSS over the wrong scheme', 'POST', 'cross-site/cors/empty', { origin: 'http://portal.example.com' }],
  ['a handshake of another site', 'GET', '', { ...HANDSHAKE, origin: 'https://evil.example' }],
  ['a handshake that has no key', 'GET', '', { upgrade: 'h2c, WebSocket', origin: 'https://evil.example' }],
  [
    'a handshake whose Upgrade a proxy has taken',
    'GET',
    '',
    { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', origin: 'https://evil.example' },
  ],
  ['a navigation that loads no page', 'GET', 'cross-site/navigate/empty', {}],
  ['a call that says it loads a page', 'GET', 'cross-site/cors/document', {}],
  [
    'a navigation that does not say to what',
    'GET',
    '',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ],
  ['a site no browser knows', 'GET', 'elsewhere/navigate/document', {}],
];

describe('on a running app', () => {
  let world: World;
  const apps: RunningApp[] = [];

  async function start(options: Partial<SSOPluginOptions<never>> = {}): Promise<RunningApp> {
    const app = await startExpressApp({
      gateways: world.dssUrl,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
      portalOrigins: [PORTAL],
      logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      ...options,
    });
    apps.push(app);
    return app;
  }
  const ignore = (): void => undefined;

  /** The code of the refusal, or `undefined` for a login. */
  async function codeOf(
    app: RunningApp,
    [, method, metadata, headers]: Row,
    more: Record<string, string | string[]> = {},
  ): Promise<string | undefined> {
    const origin = headers['origin'] === 'GATEWAY' ? { origin: world.dssUrl } : {};
    const answer = await ask(app.url, `/api?${world.message()}`, {
      method,
      headers: { host: OWN, ...fetchMetadata(metadata), ...headers, ...origin, ...more },
    });
    if (method === 'HEAD') return answer.status < 400 ? undefined : 'refused';
    if (answer.status === 303) return undefined;
    const body = answer.json<Seen & { code?: string }>();
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(body.code === undefined ? body.user?.userName : answer.status).toBe(body.code === undefined ? 'alice' : 403);
    return body.code;
  }

  beforeAll(async () => {
    world = await createWorld();
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
  });
  afterAll(() => world.close());

  test('what comes from DSS, from the app itself, from a back end or from nowhere logs in', async () => {
    const app = await start();
    for (const row of ALLOWED) expect([row[0], await codeOf(app, row)]).toEqual([row[0], undefined]);
  });

  test('what nobody has clicked on, or what comes from elsewhere, is refused before the gateway is asked', async () => {
    const app = await start();
    const before = world.calls();
    for (const row of DENIED) expect([row[0], await codeOf(app, row)]).toEqual([row[0], 'context-denied']);
    expect(world.calls()).toBe(before);
  });

  test('metadata that came twice is not believed', async () => {
    const app = await start();
    const twice = { 'sec-fetch-site': ['same-origin', 'cross-site'] };
    expect(await codeOf(app, ['', 'GET', 'same-origin/navigate/document', {}], twice)).toBe('context-denied');
  });

  test('dangerouslyAllowAnyRequestContext allows all of them', async () => {
    const app = await start({ dangerouslyAllowAnyRequestContext: true });
    for (const row of DENIED) expect([row[0], await codeOf(app, row)]).toEqual([row[0], undefined]);
  });

  test('a frame of another site logs in where the app is embedded, over TLS', async () => {
    const app = await start({ embedded: true, publicOrigin: `https://${OWN}` });
    for (const dest of ['iframe', 'frame']) {
      expect(await codeOf(app, ['', 'GET', `cross-site/navigate/${dest}`, {}])).toBeUndefined();
    }
    expect(await codeOf(app, ['', 'GET', 'cross-site/no-cors/image', {}])).toBe('context-denied');
    expect(await codeOf(app, ['', 'POST', 'cross-site/navigate/iframe', { origin: 'null' }])).toBe('context-denied');
  });

  test('embedded without TLS is refused, except on this very machine', async () => {
    const app = await start({ embedded: true });
    const click: Row = ['', 'GET', 'none/navigate/document', {}];
    expect(await codeOf(app, click)).toBe('context-denied');
    for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000']) {
      expect(await codeOf(app, click, { host })).toBeUndefined();
    }
  });

  test('the hint in the log names the option that would allow it, not to the browser', async () => {
    const lines: string[] = [];
    const keep = (line: string): void => void lines.push(line);
    const app = await start({ logger: { debug: keep, info: keep, warn: keep, error: keep } });
    await codeOf(app, ['', 'GET', 'cross-site/navigate/iframe', {}]);
    await codeOf(app, ['', 'POST', 'cross-site/cors/empty', { origin: 'https://evil.example' }]);
    expect(lines.join('\n')).toMatch(/`embedded`[^]*`portalOrigins`/);
  });
});

describe('every combination a browser can send', () => {
  const SITES = ['none', 'same-origin', 'same-site', 'cross-site'];
  const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
  const ORIGINS = [
    ...[undefined, 'null', `http://${OWN}`, `https://${OWN}`, `https://${OWN}:8443`, GATEWAY, PORTAL],
    ...['https://evil.example', 'https://x.example.com', 'garbage'],
  ];
  const NAVIGATED = ['document', 'iframe', 'frame', 'object', 'embed', 'fencedframe'];
  const LOADED = [
    ...['empty', 'audio', 'audioworklet', 'font', 'image', 'json', 'manifest', 'paintworklet', 'report', 'script'],
    ...['serviceworker', 'sharedworker', 'style', 'track', 'video', 'webidentity', 'worker', 'xslt'],
  ];
  const KINDS = [
    ...NAVIGATED.map((dest) => ({ mode: 'navigate', dest })),
    ...['cors', 'no-cors', 'same-origin'].flatMap((mode) => LOADED.map((dest) => ({ mode, dest }))),
    { mode: 'websocket', dest: 'websocket' },
  ];
  const TRUSTED = new Set([GATEWAY, PORTAL]);
  const OWN_ORIGINS = [`http://${OWN}`, `https://${OWN}`];

  interface Case {
    readonly method: string;
    readonly site: string;
    readonly mode: string;
    readonly dest: string;
    readonly origin: string | undefined;
  }

  /** The table of section 11, line by line. */
  function isAllowed({ method, site, mode, dest, origin }: Case, embedded: boolean): boolean {
    if (!['document', 'iframe', 'frame', 'empty'].includes(dest)) return false;
    const isFrame = dest === 'iframe' || dest === 'frame';
    if (isFrame && site === 'cross-site' && !embedded) return false;
    const isReading = method === 'GET' || method === 'HEAD';
    const isTrusted = origin !== undefined && TRUSTED.has(origin);
    if (!isReading && origin !== undefined && !OWN_ORIGINS.includes(origin) && !isTrusted) return false;
    if (site === 'none' || site === 'same-origin') return true;
    return (mode === 'navigate' && isReading) || isTrusted;
  }

  const CASES: Case[] = METHODS.flatMap((method) =>
    SITES.flatMap((site) =>
      KINDS.flatMap(({ mode, dest }) => ORIGINS.map((origin) => ({ method, site, mode, dest, origin }))),
    ),
  );

  function headersOf({ site, mode, dest, origin }: Case): IncomingHttpHeaders {
    return {
      'sec-fetch-site': site,
      'sec-fetch-mode': mode,
      'sec-fetch-dest': dest,
      ...(origin !== undefined && { origin }),
    };
  }

  test.each([true, false])('has the verdict of the table, embedded: %s', (embedded) => {
    const rules = { trustedOrigins: TRUSTED, embedded, ownHost: OWN };
    const wrong = CASES.filter(
      (each) => (denyContext(each.method, headersOf(each), rules) === undefined) !== isAllowed(each, embedded),
    );
    expect(wrong).toEqual([]);
  });

  test('is refused as a prefetch, whatever else it is', () => {
    const rules = { trustedOrigins: TRUSTED, embedded: true, ownHost: OWN };
    for (const each of CASES) {
      for (const name of ['sec-purpose', 'purpose', 'x-moz']) {
        expect(denyContext(each.method, { ...headersOf(each), [name]: 'prefetch' }, rules)).toBeDefined();
      }
    }
  });

  test('is refused when it writes and nobody knows whether its Origin is the own one', () => {
    const rules = { trustedOrigins: TRUSTED, embedded: true, ownHost: undefined };
    for (const each of CASES.filter(({ method, origin }) => method === 'POST' && origin === `http://${OWN}`)) {
      expect(denyContext(each.method, headersOf(each), rules)).toBeDefined();
    }
  });
});
