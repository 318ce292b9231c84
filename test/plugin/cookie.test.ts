import fc from 'fast-check';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { toRemovedCookie, toResponseCookie, type Cookie } from '../../src/plugin/cookie.js';
import { isCookieToken, overTLS, withAppName } from '../../src/plugin/cookie-name.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { createCertificate } from '../support/certificate.js';
import { ask, TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

const PLAIN = { secure: false, embedded: false };
const TLS = { secure: true, embedded: false };
const FRAMED = { secure: true, embedded: true };

describe('a cookie on an answer', () => {
  test.each([
    ['every safe default', { name: 'a', value: 'b' }, PLAIN, 'a=b; Path=/; HttpOnly; SameSite=Lax'],
    ['Secure over TLS', { name: 'a', value: 'b' }, TLS, 'a=b; Path=/; HttpOnly; Secure; SameSite=Lax'],
    [
      'what frames need',
      { name: 'a', value: 'b' },
      FRAMED,
      'a=b; Path=/; HttpOnly; Secure; Partitioned; SameSite=None',
    ],
    [
      'whatever it asks for',
      { name: 'a', value: 'b', path: '/x', domain: 'e.com', httpOnly: false, secure: true, sameSite: 'strict' },
      PLAIN,
      'a=b; Domain=e.com; Path=/x; Secure; SameSite=Strict',
    ],
    [
      'whole seconds',
      { name: 'a', value: 'b', maxAge: 90_500 },
      PLAIN,
      'a=b; Max-Age=90; Path=/; HttpOnly; SameSite=Lax',
    ],
    [
      'secure: auto as none',
      { name: 'a', value: 'b', secure: 'auto' },
      TLS,
      'a=b; Path=/; HttpOnly; Secure; SameSite=Lax',
    ],
    [
      'secure: auto as none without TLS',
      { name: 'a', value: 'b', secure: 'auto' },
      PLAIN,
      'a=b; Path=/; HttpOnly; SameSite=Lax',
    ],
    ['an empty value', { name: 'a', value: '' }, PLAIN, 'a=; Path=/; HttpOnly; SameSite=Lax'],
    ['a ticket as it is', { name: 'a', value: 'aB+/c==' }, PLAIN, 'a=aB+/c==; Path=/; HttpOnly; SameSite=Lax'],
    [
      'other text escaped',
      { name: 'a', value: 'é;\r\n%41' },
      PLAIN,
      'a=%C3%A9%3B%0D%0A%2541; Path=/; HttpOnly; SameSite=Lax',
    ],
  ] as [string, Cookie, typeof PLAIN, string][])('has %s', (_what, cookie, defaults, expected) => {
    const attributes = (header: string): string[] => header.split('; ').sort();
    expect(attributes(toResponseCookie(cookie, defaults).header)).toEqual(attributes(expected));
  });

  test.each([
    ['a name with a space', { name: 'a b', value: 'c' }, /needs a name/],
    ['a name with =', { name: 'a=b', value: 'c' }, /needs a name/],
    ['a name with a line break', { name: 'a\r\nSet-Cookie: b', value: 'c' }, /needs a name/],
    ['no name', { name: '', value: 'c' }, /needs a name/],
    ['a name that is no text', { name: 7, value: 'c' }, /needs a name/],
    ['a value that is no text', { name: 'a', value: 1 }, /needs a value/],
    ['a path with an attribute', { name: 'a', value: 'c', path: '/; Domain=evil' }, /needs a path/],
    ['a path with a line break', { name: 'a', value: 'c', path: '/\r\nX: y' }, /needs a path/],
    ['a relative path', { name: 'a', value: 'c', path: 'x' }, /needs a path/],
    ['a domain with an attribute', { name: 'a', value: 'c', domain: 'e.com; Path=/x' }, /has a domain/],
    ['an empty domain', { name: 'a', value: 'c', domain: '' }, /has a domain/],
    ['an age that is no number', { name: 'a', value: 'c', maxAge: NaN }, /needs a maxAge/],
    ['an unknown sameSite', { name: 'a', value: 'c', sameSite: 'Lax' }, /has a sameSite/],
    ['__Host- with a domain', { name: '__Host-a', value: 'c', domain: 'e.com' }, /its prefix says so/],
    ['__Host- below a path', { name: '__Host-a', value: 'c', path: '/x' }, /its prefix says so/],
    ['more than 4096 bytes', { name: 'a', value: 'c'.repeat(4_096) }, /longer than 4096 bytes/],
    ['more than 4096 bytes once it is escaped', { name: 'a', value: '页'.repeat(460) }, /longer than 4096 bytes/],
  ])('is refused with %s', (_what, cookie, message) => {
    expect(() => toResponseCookie(cookie as Cookie, PLAIN)).toThrow(message);
    expect(() => toResponseCookie(cookie as Cookie, PLAIN)).toThrow(TypeError);
  });

  test('names the place it stands at, and nothing that was not asked for', () => {
    const placed = (cookie: Cookie, defaults: typeof PLAIN): object => {
      const { header, ...place } = toResponseCookie(cookie, defaults);
      expect(header).not.toBe('');
      return place;
    };
    expect(placed({ name: 'a', value: 'b' }, PLAIN)).toStrictEqual({ name: 'a', path: '/', value: 'b' });
    expect(placed({ name: 'a', value: 'b', domain: 'e.com' }, FRAMED)).toStrictEqual({
      ...{ name: 'a', path: '/', value: 'b' },
      ...{ domain: 'e.com', partitioned: true },
    });
  });

  test('has just room for 4096 bytes', () => {
    expect(toResponseCookie({ name: 'a', value: 'c'.repeat(4_095) }, PLAIN).header).toContain(
      `a=${'c'.repeat(4_095)};`,
    );
  });

  test('that is removed names the same place, and its age is 0', () => {
    const { header, value } = toRemovedCookie({ name: 'a', path: '/x', domain: 'e.com', partitioned: true }, FRAMED);
    expect(value).toBeUndefined();
    for (const part of ['a=', 'Max-Age=0', 'Path=/x', 'Domain=e.com', 'Partitioned', 'Secure', 'HttpOnly']) {
      expect(header.split('; ')).toContain(part);
    }
  });

  test('whatever text it holds, is one header of one pair that reads back', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.stringMatching(/^[\w.-]{1,20}$/),
        (value, name) => {
          fc.pre(name !== '__proto__' && !name.startsWith('__'));
          const { header } = toResponseCookie({ name, value }, TLS);
          expect(header).toMatch(/^[\x20-\x7e]*$/);
          const [pair = '', ...attributes] = header.split('; ');
          expect(attributes).toEqual(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']);
          expect(pair.slice(0, name.length + 1)).toBe(`${name}=`);
          expect(decodeURIComponent(pair.slice(name.length + 1))).toBe(value);
        },
      ),
      PROPERTY_RUNS,
    );
  });
});

describe("a cookie's name", () => {
  test.each(['a', 'dss_sso', "!#$%&'*+-.^_`|~"])('can be %s', (name) => {
    expect(isCookieToken(name)).toBe(true);
  });

  test.each(['', 'a b', 'a;b', 'a=b', 'a,b', 'a"b', 'a(b)', 'a/b', 'é', '\t', 'a\n'])('cannot be %j', (name) => {
    expect(isCookieToken(name)).toBe(false);
  });

  test('carries the name of the app, whatever that is, and differs where apps differ', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        (a, b) => {
          expect(isCookieToken(withAppName('dss_sso', a))).toBe(true);
          expect(withAppName('dss_sso', a) === withAppName('dss_sso', b)).toBe(a === b);
        },
      ),
      PROPERTY_RUNS,
    );
    expect(withAppName('dss_sso', undefined)).toBe('dss_sso');
    expect(overTLS('dss_sso', true)).toBe('__Host-dss_sso');
    expect(overTLS('dss_sso', false)).toBe('dss_sso');
  });
});

describe('the cookies of a login', () => {
  let world: World;
  let tls: { key: string; cert: string };
  let app: RunningApp | undefined;

  async function start(options: Partial<SSOPluginOptions<never>> = {}, isTls = false): Promise<RunningApp> {
    app = await startExpressApp(
      {
        gateways: world.dssUrl,
        secret: SECRET,
        interceptor: jwtCookieInterceptor({ secret: SECRET }),
        logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
        ...options,
      },
      isTls ? { tls } : {},
    );
    return app;
  }
  const ignore = (): void => undefined;
  const userOf = async (browser: TestBrowser, url: string): Promise<string | undefined> =>
    (await browser.get(`${url}/`)).json<Seen>().user?.userName;

  beforeAll(async () => {
    [world, tls] = await Promise.all([createWorld(), createCertificate()]);
  });
  afterEach(() => app?.close());
  afterAll(() => world.close());

  test('over TLS are Secure and named __Host-', async () => {
    const { url } = await start({}, true);
    const browser = new TestBrowser(tls.cert);
    const { setCookies } = await browser.get(`${url}/api?${world.message()}`);
    expect(setCookies).toHaveLength(2);
    for (const header of setCookies) {
      expect(header).toMatch(/^__Host-dss_sso(_user)?=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    }
    expect(await userOf(browser, url)).toBe('alice');
  });

  test('over TLS are read under that name only: what a neighbour host can set is ignored', async () => {
    const { url } = await start({}, true);
    const browser = new TestBrowser(tls.cert);
    await browser.get(`${url}/api?${world.message()}`);
    for (const [name, value] of [...browser.jar]) {
      browser.jar.delete(name);
      browser.jar.set(name.replace('__Host-', ''), value);
    }
    expect(await userOf(browser, url)).toBeUndefined();
  });

  test('over TLS are not disturbed by an unprefixed twin', async () => {
    const { url } = await start({}, true);
    const browser = new TestBrowser(tls.cert);
    await browser.get(`${url}/api?${world.message()}`);
    browser.jar.set('dss_sso', 's.planted');
    browser.jar.set('dss_sso_user', 'planted');
    expect(await userOf(browser, url)).toBe('alice');
  });

  test('with an https publicOrigin are those of TLS, though the proxy speaks plain http with us', async () => {
    const { url } = await start({ publicOrigin: 'https://app.example.com' });
    const { setCookies } = await ask(url, `/api?${world.message()}`, {});
    for (const header of setCookies) expect(header).toMatch(/^__Host-.*; Secure; /);
  });

  test("with Express's trust follow X-Forwarded-Proto, and without it do not", async () => {
    const options = {
      gateways: world.dssUrl,
      secret: SECRET,
      interceptor: jwtCookieInterceptor({ secret: SECRET }) as never,
    };
    const headers = { 'x-forwarded-proto': 'https' };
    const trusting = await startExpressApp(options, { trustProxy: true });
    const wary = await startExpressApp(options);
    try {
      const [first] = (await ask(trusting.url, `/api?${world.message()}`, { headers })).setCookies;
      expect(first).toMatch(/^__Host-/);
      expect((await ask(wary.url, `/api?${world.message()}`, { headers })).setCookies[0]).toMatch(/^dss_sso/);
    } finally {
      await Promise.all([trusting.close(), wary.close()]);
    }
  });

  test('named twice with different values are no login; named twice with one value are', async () => {
    const { url } = await start();
    const browser = new TestBrowser();
    await browser.get(`${url}/api?${world.message()}`);
    const pairs = [...browser.jar].map(([name, value]) => `${name}=${value}`);
    const look = async (cookie: string) => (await ask(url, '/', { headers: { cookie } })).json<Seen>().user?.userName;
    expect(await look([...pairs, ...pairs].join('; '))).toBe('alice');
    expect(await look([...pairs, 'dss_sso=s.other'].join('; '))).toBeUndefined();
    expect(await look(['dss_sso=s.other', ...pairs].join('; '))).toBeUndefined();
  });

  test('take their name, SameSite and Secure from the option `cookie`', async () => {
    const { url } = await start({ cookie: { name: 'mine', sameSite: 'strict', secure: true }, appName: '数 (1)' });
    const ours = (await ask(url, `/api?${world.message()}`, {})).setCookies.find((header) => header.includes('mine'));
    expect(ours).toMatch(/^__Host-mine_%E6%95%B0%20%281%29=s\.[^;]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  });

  test('in an embedded app over TLS are those of frames, and are removed as such', async () => {
    const { url } = await start({ embedded: true }, true);
    const browser = new TestBrowser(tls.cert);
    const { setCookies } = await browser.get(`${url}/api?${world.message()}`);
    expect(setCookies).toHaveLength(2);
    for (const header of setCookies) {
      expect(header.split('; ').slice(1).sort()).toEqual([
        'HttpOnly',
        'Partitioned',
        'Path=/',
        'SameSite=None',
        'Secure',
      ]);
    }
    const removed = (await browser.get(`${url}/logout`, { method: 'POST' })).setCookies;
    expect(removed).toHaveLength(2);
    for (const header of removed) {
      for (const part of ['Max-Age=0', 'Partitioned', 'Secure', 'SameSite=None']) expect(header).toContain(part);
    }
  });

  test('in an embedded app on this very machine are those of frames without TLS, too: browsers take Secure there', async () => {
    const { url } = await start({ embedded: true });
    const { setCookies } = await ask(url, `/api?${world.message()}`, {});
    expect(setCookies).toHaveLength(2);
    for (const header of setCookies) {
      for (const part of ['Partitioned', 'Secure', 'SameSite=None']) expect(header.split('; ')).toContain(part);
    }
  });

  test('that would be too long are an error, not a cut: nobody is in', async () => {
    const { url } = await start({ forwardCookies: ['big'] });
    const browser = new TestBrowser();
    const answer = await browser.get(`${url}/api?${world.message({ cookies: { big: 'x'.repeat(3_500) } })}`);
    expect([answer.status, answer.json()['code']]).toEqual([500, 'session-unavailable']);
    expect([...browser.jar.keys()]).toEqual([]);
  });
});
