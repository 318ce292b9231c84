/** Where a message may send the browser (security notes, section 5). */
import fc from 'fast-check';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { redirectTarget, type RedirectRules } from '../../src/plugin/redirect-target.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';
import { ADAPTERS, startExpressApp, type RunningApp } from '../support/apps.js';
import { ask, PAGE_LOAD } from '../support/client.js';
import { rawRequest } from '../support/raw-request.js';
import { createWorld, SECRET, type World } from '../support/world.js';

const RULES: RedirectRules = {
  ownHost: 'app.example.com',
  redirectOrigins: new Set(['https://reports.example.com']),
};

const ALLOWED: readonly [redirect: string, location: string][] = [
  ['/', '/'],
  ['/page?x=1#y', '/page?x=1#y'],
  ['/#/projects/1', '/#/projects/1'],
  ['/search?q=a b', '/search?q=a%20b'],
  ['/项目?名=值', '/%E9%A1%B9%E7%9B%AE?%E5%90%8D=%E5%80%BC'],
  ['https://app.example.com/page', '/page'],
  ['http://app.example.com:80/page', '/page'],
  ['HTTPS://APP.EXAMPLE.COM', '/'],
  ['https://app.example.com:443?x', '/?x'],
  ['https://app.example.com#x', '/#x'],
  ['/@evil.example', '/@evil.example'],
  ['/;@evil.example', '/;@evil.example'],
  ['/.evil.example', '/.evil.example'],
  ['/%2f%2fevil.example', '/%2f%2fevil.example'],
  ['/%5cevil.example', '/%5cevil.example'],
  ['/%09/evil.example', '/%09/evil.example'],
  ['/.%2f/evil.example', '/.%2f/evil.example'],
  ['/page%0d%0aSet-Cookie:x=1', '/page%0d%0aSet-Cookie:x=1'],
  ['https://reports.example.com/r?x=1', 'https://reports.example.com/r?x=1'],
  ['https://reports.example.com', 'https://reports.example.com/'],
];

const DENIED: Readonly<Record<string, readonly string[]>> = {
  'two slashes or a backslash': [
    ...['//evil.example', '///evil.example', '////evil.example/%2f..', '/\\evil.example'],
    ...['\\\\evil.example', '\\/evil.example'],
  ],
  'spaces and tabs that parsers drop': [
    ...['/\t/evil.example', '\t//evil.example', ' //evil.example', '\n//evil.example'],
    ...['\u00a0//evil.example', '\ufeff//evil.example', ' /page', '/page ', '/a\u00a0b', '/a\u3000b', '/a\u2003b'],
  ],
  'other hosts, and schemes without two slashes': [
    ...['http://evil.example', 'HtTpS://EvIl.example', 'https:evil.example', 'https:/evil.example'],
    ...['https:///evil.example', 'https:\\\\evil.example', 'https:app.example.com', 'https:/app.example.com/'],
  ],
  'user information': [
    ...['https://app.example.com@evil.example', 'https://app.example.com:443@evil.example'],
    ...['https://u@app.example.com/', 'https://@app.example.com/', 'https://u:p@reports.example.com/'],
  ],
  'the own host after the authority': [
    ...['https://evil.example#@app.example.com', 'https://evil.example?@app.example.com'],
    ...['https://evil.example\\@app.example.com'],
  ],
  'names that look like the own host': [
    ...['https://app.example.com\\@evil.example', 'https://app.example.com.evil.example'],
    ...['https://evilapp.example.com', 'https://app.example.com.'],
  ],
  'other ports and odd spellings of one': [
    ...['https://app.example.com:8443/', 'https://app.example.com:0443/', 'https://app.example.com:/'],
    ...['https://app.example.com:99999/', 'http://app.example.com:443/', 'https://app.example.com:80/'],
  ],
  'escaped and foreign letters': [
    ...['https://app%2eexample%2ecom/', 'https://app。example。com/', 'https://ａpp.example.com/'],
    ...['https://аpp.example.com/', 'https://xn--pp-7kc.example/'],
  ],
  addresses: [
    ...['https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://127.1/', 'https://2130706433/', 'https://0x7f.1/'],
  ],
  scripts: [
    ...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\nscript:alert(1)'],
    ...['javascript://app.example.com/%0aalert(1)', 'data:text/html,x', 'vbscript:x'],
  ],
  'other schemes': [
    ...['file:///etc/passwd', 'ftp://app.example.com/', 'ws://app.example.com/', 'blob:https://app.example.com/x'],
    ...['about:blank', 'mailto:a@b', 'intent://x#Intent;end'],
  ],
  'relative references': [
    ...['evil.example', 'evil.example:80/x', 'localhost:3000/x', 'page.html', './page', '../page', '?x=1', '#x'],
  ],
  'paths that begin with two slashes once they are normalised': [
    ...['/.//evil.example', '/..//evil.example', '/x/..//evil.example', '/%2e//evil.example'],
    ...['/x/%2e%2e//evil.example', 'https://app.example.com/.//evil.example', 'https://app.example.com//evil.example'],
    ...['https://reports.example.com//evil.example'],
  ],
  'characters that do not show, and messages': [
    ...['/page\r\nSet-Cookie: x=1', '/page\u0000', '/page\u2028x', '/page\u2029', '/page\u0085', '/\u202egpj.exe'],
    ...['/\u200bpage', '/\ud800', '/?dssurl=x', '/?%64ssurl=x', '/?a=1&dssur%6C', 'https://app.example.com?dssurl=x'],
  ],
  'origins that are only almost listed': [
    ...[
      'http://reports.example.com/',
      'https://reports.example.com:8443/',
      'https://reports.example.com.evil.example/',
    ],
    ...['http://own.invalid/', 'https://own.invalid/'],
  ],
};

describe('the target of a redirect', () => {
  test.each(ALLOWED)('%j is answered with %s', (redirect, location) => {
    expect(redirectTarget(redirect, RULES)).toBe(location);
  });

  describe.each(Object.entries(DENIED))('denied: %s', (_reason, redirects) => {
    test.each(redirects.map((redirect) => [redirect]))('%j', (redirect) => {
      expect(redirectTarget(redirect, RULES)).toBeUndefined();
    });
  });

  test('without a host of its own an app is sent to its own paths, and to listed origins, only', () => {
    const rules = { ...RULES, ownHost: undefined };
    expect(redirectTarget('/page', rules)).toBe('/page');
    expect(redirectTarget('https://app.example.com/page', rules)).toBeUndefined();
    expect(redirectTarget('https://reports.example.com/r', rules)).toBe('https://reports.example.com/r');
  });

  test.each([
    ['app.example.com:8443', 'https://app.example.com:8443/x', '/x'],
    ['app.example.com:8443', 'https://app.example.com/x', undefined],
    ['app.example.com:443', 'https://app.example.com/x', '/x'],
    ['[::1]:3000', 'http://[::1]:3000/x', '/x'],
    ['[::1]:3000', 'http://[0:0::1]:3000/x', undefined],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000/x', '/x'],
    ['127.0.0.1:3000', 'http://127.1:3000/x', undefined],
  ])('on %s, %s leads to %s', (ownHost, redirect, location) => {
    expect(redirectTarget(redirect, { ownHost, redirectOrigins: new Set() })).toBe(location);
  });

  test('what is longer than 2048 characters is denied', () => {
    expect(redirectTarget(`/${'a'.repeat(2_047)}`, RULES)).toBe(`/${'a'.repeat(2_047)}`);
    expect(redirectTarget(`/${'a'.repeat(2_048)}`, RULES)).toBeUndefined();
  });
});

const PIECES = [
  ...['/', '/', '//', '\\', '.', '..', '/..', '/.', '%2e', '%2E%2e', '%2f', '%5c', '?', '#', '@', ':', ';', '&', '='],
  ...['http:', 'https:', 'https://', 'http://', 'HTTPS://', 'javascript:', 'data:', 'blob:', 'ftp://', 'ws://'],
  ...['app.example.com', 'APP.example.com', 'reports.example.com', 'evil.example', 'own.invalid', '[::1]', '127.1'],
  ...[
    ':443',
    ':80',
    ':8443',
    ':0443',
    ':',
    'u@',
    'u:p@',
    'dssurl=x',
    '%64ssurl',
    'page',
    'x=1',
    '项目',
    'é',
    'ｅ',
    '。',
  ],
  ...['\t', '\n', '\r', '\0', ' ', '\u00a0', '\ufeff', '\u2028', '\u3000', '\u00ad', '\ud800', '\udc00', '%', '%zz'],
];

/** Texts that nearly are, and often are, what the guard lets through. */
const hostileRedirect = fc
  .tuple(
    fc.constantFrom('/', '/', '', 'https://app.example.com', 'https://reports.example.com', 'https://'),
    fc.array(
      fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary', maxLength: 3 })),
      { maxLength: 10 },
    ),
  )
  .map(([start, pieces]) => start + pieces.join(''));

const BASES = [
  'http://app.example.com/',
  'https://app.example.com/a/b/c?d#e',
  'https://app.example.com//x',
  'http://app.example.com:3000/login/',
  'https://[::1]:8443/x/y',
];

/**
 * A second reading of `Location`, by RFC 3986 as lenient as any browser: white space at the ends and line breaks inside are gone, a
 * backslash is a slash, and any number of slashes begins an authority. It knows nothing of the URL parser.
 *
 * @returns the scheme and host it leads to; `undefined`: it stays where it is
 */
function leavesTo(location: string): string | undefined {
  const text = location
    .replace(/^[\0-\x20]+|[\0-\x20]+$/g, '')
    .replace(/[\t\n\r]/g, '')
    .replaceAll('\\', '/');
  const [, scheme, , slashes = '', rest = ''] = /^(([a-z][a-z0-9+.-]*):)?(\/*)(.*)$/is.exec(text) ?? [];
  if (scheme === undefined && slashes.length < 2) return undefined;
  const authority = /^[^/?#]*/.exec(rest)?.[0] ?? '';
  return `${(scheme ?? '').toLowerCase()}//${authority.toLowerCase()}`;
}

describe('whatever comes in', () => {
  test('the target stays here or leads to a listed origin, by the URL standard and by a second reading', () => {
    let accepted = 0;
    fc.assert(
      fc.property(hostileRedirect, (redirect) => {
        const location = redirectTarget(redirect, RULES);
        if (location === undefined) return;
        accepted += 1;
        expect(location).toMatch(/^[\x21-\x7e]+$/);
        expect(location).not.toMatch(/^(?:\/\/|[^/h])|\\/);
        const isFull = location.startsWith('https://reports.example.com/');
        expect(leavesTo(location)).toBe(isFull ? 'https://reports.example.com' : undefined);
        for (const base of BASES) {
          const landed = new URL(location, base);
          expect(landed.origin).toBe(isFull ? 'https://reports.example.com' : new URL(base).origin);
          expect(landed.pathname.startsWith('//')).toBe(false);
          expect(landed.searchParams.has('dssurl')).toBe(false);
          expect(`${landed.username}${landed.password}`).toBe('');
        }
        // What was sent once would be sent again: no second reading makes another place of it.
        expect(redirectTarget(location, RULES)).toBe(location);
      }),
      PROPERTY_RUNS,
    );
    expect(accepted).toBeGreaterThan(PROPERTY_RUNS.numRuns / 50);
  });

  test('an ordinary path leads to where the same link on a page of the app would lead', () => {
    const path = fc.tuple(
      fc.webPath({ size: 'medium' }),
      fc.webQueryParameters(),
      fc.option(fc.webFragments(), { nil: undefined }),
    );
    fc.assert(
      fc.property(path, ([webPath, query, fragment]) => {
        const redirect = `/${webPath.replace(/^\/+/, '')}?${query}${fragment === undefined ? '' : `#${fragment}`}`;
        const expected = new URL(redirect, 'https://app.example.com/');
        fc.pre(!expected.pathname.startsWith('//') && !expected.searchParams.has('dssurl'));
        const landed = new URL(redirectTarget(redirect, RULES) ?? 'none:', 'https://app.example.com/');
        expect([landed.origin, landed.pathname, landed.search, landed.hash]).toEqual([
          expected.origin,
          expected.pathname,
          expected.search,
          expected.hash,
        ]);
      }),
      PROPERTY_RUNS,
    );
  });
});

describe('in a running app', () => {
  let world: World;
  let app: RunningApp;
  let message: string;
  const target = (redirect: string): string => `/in?${message}&redirect=${redirect}`;

  beforeAll(async () => {
    world = await createWorld();
    message = world.message();
    app = await startExpressApp({
      gateways: world.dssUrl,
      secret: SECRET,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
      publicOrigin: 'https://app.example.com',
      redirectOrigins: ['https://reports.example.com'],
    });
  });
  afterAll(async () => {
    await app.close();
    await world.close();
  });

  test('every allowed target is the Location of an empty 303 that brings the login along', async () => {
    for (const [redirect, location] of ALLOWED) {
      const answer = await ask(app.url, target(encodeURIComponent(redirect)), {});
      expect([redirect, answer.status, answer.headers.location]).toEqual([redirect, 303, location]);
      expect([answer.text, answer.headers['content-length'], answer.setCookies.length]).toEqual(['', '0', 2]);
    }
  });

  test('every other target is refused, without a gateway call and without a cookie', async () => {
    const before = world.calls();
    for (const redirect of Object.values(DENIED).flat()) {
      if (/\p{Cs}/u.test(redirect)) continue;
      const answer = await ask(app.url, target(encodeURIComponent(redirect)), {});
      expect([redirect, answer.status, answer.json()['code']]).toEqual([redirect, 403, 'redirect-denied']);
      expect([answer.setCookies, answer.headers.location]).toEqual([[], undefined]);
    }
    expect(world.calls()).toBe(before);
  });

  test.each(['%2Fpage%zz', '%2F%ff%fe', '%2F%c0%afevil.example', '%2F%ED%A0%80'])(
    'bytes that are no text, %s, are a malformed message',
    async (redirect) => {
      const answer = await ask(app.url, target(redirect), {});
      expect([answer.status, answer.json()['code']]).toEqual([400, 'message-malformed']);
    },
  );

  test.each(['', '%20%20%20', '+'])('a blank redirect (%j) is none', async (redirect) => {
    expect((await ask(app.url, target(redirect), {})).status).toBe(200);
    const page = await ask(app.url, target(redirect), { headers: PAGE_LOAD });
    expect(page.headers.location).toBe('./in');
  });

  test('a refusal tells the log the own host and the origin that was refused, and nothing else of it', async () => {
    const lines: string[] = [];
    const keep = (line: string): void => void lines.push(line);
    const told = await startExpressApp({
      gateways: world.dssUrl,
      logger: { debug: keep, info: keep, warn: keep, error: keep },
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
    });
    await ask(told.url, target(encodeURIComponent('https://u:pass-word@evil.example/private?token=1#frag')), {});
    await told.close();
    const log = lines.join('\n');
    expect(log).toContain('https://evil.example');
    expect(log).toContain(new URL(told.url).host);
    for (const secret of ['pass-word', 'private', 'token', 'frag']) expect(log).not.toContain(secret);
  });

  test.each([
    ['an address that has no origin', 'javascript:alert(1)'],
    ['an address that cannot be read', 'evil'],
    [JSON.stringify(`https://${'e'.repeat(192)}`), `https://${'e'.repeat(300)}`],
  ])('a refusal tells the log of %s', async (told, redirect) => {
    const lines: string[] = [];
    const keep = (line: string): void => void lines.push(line);
    const refusing = await startExpressApp({
      gateways: world.dssUrl,
      logger: { debug: keep, info: keep, warn: keep, error: keep },
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
    });
    await ask(refusing.url, target(encodeURIComponent(redirect)), {});
    await refusing.close();
    expect(lines.join('\n')).toContain(`The message redirects to ${told}, which`);
  });
});

describe.each(['Express 5', 'Express 4', 'raw http'])('the Host header on %s', (name) => {
  let world: World;
  let app: RunningApp;
  let message: string;
  const go = (headers: readonly string[], redirect = 'https://evil.example/x') =>
    rawRequest(app.url, `/in?${message}&redirect=${encodeURIComponent(redirect)}`, headers);

  beforeAll(async () => {
    world = await createWorld();
    message = world.message();
    const start = ADAPTERS[name] ?? startExpressApp;
    app = await start({
      gateways: world.dssUrl,
      secret: SECRET,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
    });
  });
  afterAll(async () => {
    await app.close();
    await world.close();
  });

  test('spoofed, it cannot make an absolute Location: the browser stays where it is', async () => {
    const answer = await go(['Host: evil.example']);
    expect([answer.status, answer.header('location')]).toEqual([303, '/x']);
  });

  test.each([
    ['X-Forwarded-Host', ['Host: app.example.com', 'X-Forwarded-Host: evil.example']],
    ['Forwarded', ['Host: app.example.com', 'Forwarded: host=evil.example;proto=https']],
    ['X-Original-Host', ['Host: app.example.com', 'X-Original-Host: evil.example', 'X-Host: evil.example']],
  ])('%s counts for nothing where the framework trusts no proxy', async (_header, headers) => {
    const answer = await go(headers);
    expect([answer.status, answer.header('location')]).toEqual([403, undefined]);
    expect((await go(headers, 'https://app.example.com/x')).header('location')).toBe('/x');
  });

  test.each([
    ['twice, the stranger second', ['Host: app.example.com', 'Host: evil.example']],
    ['twice, the stranger first', ['Host: evil.example', 'Host: app.example.com']],
    ['with user information', ['Host: app.example.com@evil.example']],
    ['with a path', ['Host: evil.example/app.example.com']],
    ['with a query', ['Host: evil.example?app.example.com']],
    ['with a fragment', ['Host: evil.example#app.example.com']],
    ['with a backslash', ['Host: evil.example\\app.example.com']],
    ['with a space', ['Host: evil.example app.example.com']],
    ['with a tab', ['Host: evil.example\tapp.example.com']],
    ['as a list', ['Host: evil.example, app.example.com']],
    ['with an empty port', ['Host: evil.example:']],
    ['with a port of letters', ['Host: evil.example:a']],
    ['with escapes', ['Host: evil%2eexample']],
    ['in bytes beyond ASCII', ['Host: \xe5evil.example']],
    ['empty', ['Host:']],
    ['not there', []],
  ])('%s, it is nobody: neither host in it is the own one, and paths still work', async (_how, headers) => {
    for (const redirect of ['https://evil.example/x', 'https://app.example.com/x']) {
      const answer = await go(headers, redirect);
      expect(answer.header('location')).toBeUndefined();
      expect([400, 403]).toContain(answer.status);
    }
    const path = await go(headers, '/x');
    expect([undefined, '/x']).toContain(path.header('location'));
  });
});

describe('behind a proxy', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  test("Express's trust decides whether X-Forwarded-Host names the own host; still only a path goes out", async () => {
    const options = { gateways: world.dssUrl, interceptor: jwtCookieInterceptor({ secret: SECRET }) as never };
    const message = `${world.message()}&redirect=${encodeURIComponent('https://public.example.com/x')}`;
    const headers = ['Host: inner:3000', 'X-Forwarded-Host: public.example.com, inner'];
    const trusting = await startExpressApp(options, { trustProxy: true });
    const wary = await startExpressApp(options);
    try {
      expect((await rawRequest(trusting.url, `/?${message}`, headers)).header('location')).toBe('/x');
      expect((await rawRequest(wary.url, `/?${message}`, headers)).status).toBe(403);
    } finally {
      await Promise.all([trusting.close(), wary.close()]);
    }
  });

  test('publicOrigin pins the own host, whatever the request says', async () => {
    const app = await startExpressApp({
      gateways: world.dssUrl,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
      publicOrigin: 'https://app.example.com',
    });
    try {
      const go = (redirect: string) =>
        rawRequest(app.url, `/?${world.message()}&redirect=${encodeURIComponent(redirect)}`, ['Host: evil.example']);
      expect((await go('https://evil.example/x')).status).toBe(403);
      expect((await go('https://app.example.com/x')).header('location')).toBe('/x');
    } finally {
      await app.close();
    }
  });
});
