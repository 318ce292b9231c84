/** The page without the message (security notes, section 6). */
import fc from 'fast-check';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { isDSSRequest } from '../../src/message/parameters.js';
import { cleanUrl, withoutMessage } from '../../src/plugin/clean-url.js';
import { hostileQuery, spelling } from '../message/hostile-query.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';
import { ADAPTERS, startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { PAGE_LOAD } from '../support/client.js';
import { rawRequest } from '../support/raw-request.js';
import { createWorld, SECRET, type World } from '../support/world.js';

/** Targets, with `MSG` where the message stands; one character a byte, as Node shows them. */
const CASES: readonly [target: string, location: string][] = [
  ['/?MSG', './'],
  ['/page?MSG', './page'],
  ['/a/b/page?MSG&x=1', './page?x=1'],
  ['/a/b/?x=1&MSG&y=2', './?x=1&y=2'],
  ['/page?MSG&redirect=', './page'],
  ['/page?%63ookies2=&MSG', './page?%63ookies2='],
  ['/page?MSG&x=%zz&=&+=+&x=1&x=2', './page?x=%zz&=&+=+&x=1&x=2'],
  ['/page?DSSURL=x&MSG&dssurl2=y&workspaces=z', './page?DSSURL=x&dssurl2=y&workspaces=z'],
  ['/page?&&MSG&&', './page'],
  ['//evil.example/?MSG', './'],
  ['//evil.example?MSG', './evil.example'],
  ['///evil.example?MSG', './evil.example'],
  ['/\\evil.example?MSG', './%5Cevil.example'],
  ['/\\evil.example/?MSG', './'],
  ['\\\\evil.example?MSG', './%5C%5Cevil.example'],
  ['/.//evil.example?MSG', './evil.example'],
  ['/.//evil.example/?MSG', './'],
  ['/x/..//evil.example/..?MSG', './..'],
  ['http://evil.example/x?MSG', './x'],
  ['http://evil.example?MSG', './evil.example'],
  ['https://evil.example/a/b;c=d?MSG', './b;c=d'],
  ['*?MSG', './*'],
  ['/javascript:alert(1)?MSG', './javascript:alert(1)'],
  ['/@evil.example?MSG', './@evil.example'],
  ['/caf\xc3\xa9?MSG&n=\xe9', './caf%C3%A9?n=%E9'],
  ['/%2f%2fevil.example?MSG', './%2f%2fevil.example'],
  ['/a"b<c>?MSG', './a"b<c>'],
];

const MESSAGE = 'dssurl=http%3A%2F%2F10.0.0.1%2F&cookies=a%3Db&workspace=w&appName=n';

describe('the clean URL', () => {
  test.each(CASES)('of %s is %s', (target, location) => {
    expect(cleanUrl(target.replace('MSG', MESSAGE))).toBe(location);
  });

  test('escapes controls and spaces, which no header can hold', () => {
    expect(cleanUrl(`/a\tb\0 c?${MESSAGE}&x=\r\ny`)).toBe('./a%09b%00%20c?x=%0D%0Ay');
  });

  test('of text beyond Latin-1 is its UTF-8', () => {
    expect(cleanUrl(`/页?${MESSAGE}&x=é页`)).toBe('./%E9%A1%B5?x=%C3%A9%E9%A1%B5');
    expect(cleanUrl(`/\xff?${MESSAGE}&x=\u0100`)).toBe('./%FF?x=%C4%80');
  });
});

describe('a URL without its message', () => {
  test.each([
    ['/page', '/page'],
    ['/page?x=%zz&&y', '/page?x=%zz&&y'],
    ['/page?', '/page?'],
    ['/page?#top', '/page?#top'],
    [`/page?${MESSAGE}`, '/page'],
    [`/page?${MESSAGE}#top`, '/page#top'],
    [`//a/\\b?x=1&${MESSAGE}&y=2`, '//a/\\b?x=1&y=2'],
    [`/page#x?${MESSAGE}`, `/page#x?${MESSAGE}`],
  ])('of %s is %s', (url, expected) => {
    expect(withoutMessage(url)).toBe(expected);
  });
});

const path = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('/', '//', '\\', '.', '..', ':', '@', ';', '%2e', '%2f', 'http:') },
      { weight: 3, arbitrary: fc.constantFrom('evil.example', 'page', 'caf\xe9', '页', '\t', '\0', ' ', '"', '*') },
      fc.string({ unit: 'binary', maxLength: 3 }).map((text) => text.replace(/[?#]/g, '')),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(''));
const target = fc.tuple(path, hostileQuery).map(([start, query]) => `${start}?dssurl=x&${query}`);

const otherParameter = fc
  .tuple(fc.stringMatching(/^[a-z.[\]_%0-9A-F+]{1,8}$/), fc.stringMatching(/^[\x21-\x22\x24-\x25\x27-\x7e]{0,10}$/))
  .map(([name, value]) => `${name}=${value}`)
  .filter((parameter) => !/^(?:dssurl|cookies|workspace|appName|redirect)=/.test(decoded(parameter)));
const messageParameter = fc
  .constantFrom('dssurl', 'cookies', 'workspace', 'appName', 'redirect')
  .chain((name) => fc.tuple(spelling(name), fc.constantFrom('', '=', '=x', '=%zz')))
  .map(([name, rest]) => name + rest);

function decoded(parameter: string): string {
  return parameter.replace(/%([0-9a-f]{2})/gi, (_escape, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

describe('whatever the target', () => {
  test('cleaning twice is cleaning once, and no message is left', () => {
    fc.assert(
      fc.property(target, (url) => {
        const clean = cleanUrl(url);
        expect(cleanUrl(clean)).toBe(clean);
        expect(isDSSRequest(clean)).toBe(false);
        expect(withoutMessage(withoutMessage(url))).toBe(withoutMessage(url));
        expect(isDSSRequest(withoutMessage(url))).toBe(false);
      }),
      PROPERTY_RUNS,
    );
  });

  test('the clean URL can stand in a header, and stays on this host from any page', () => {
    fc.assert(
      fc.property(target, (url) => {
        const clean = cleanUrl(url);
        expect(clean).toMatch(/^\.\/[\x21-\x7e]*$/);
        expect(clean.slice(2).split('?')[0]).not.toMatch(/[\\/]/);
        for (const base of ['http://app.example.com/', 'https://app.example.com:8443/a//b/c?d#e']) {
          expect(new URL(clean, base).origin).toBe(new URL(base).origin);
        }
      }),
      PROPERTY_RUNS,
    );
  });

  test('other parameters stay byte for byte and in order', () => {
    const parameters = fc.array(
      fc.oneof(
        otherParameter.map((text) => ({ text, stays: true })),
        messageParameter.map((text) => ({ text, stays: false })),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(parameters, (list) => {
        const url = `/page?dssurl=x&${list.map(({ text }) => text).join('&')}`;
        const kept = list.filter(({ stays }) => stays).map(({ text }) => text);
        const expected = kept.length === 0 ? '' : `?${kept.join('&')}`;
        expect(cleanUrl(url)).toBe(`./page${expected}`);
        expect(withoutMessage(url)).toBe(`/page${expected}`);
      }),
      PROPERTY_RUNS,
    );
  });
});

describe.each(['Express 5', 'Express 4', 'Connect', 'raw http'])('over the wire, %s', (name) => {
  let world: World;
  let app: RunningApp;
  let message: string;
  const headers = ['Host: app.example.com', `Accept: ${PAGE_LOAD.accept}`];

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

  test('every page load with a message ends at the clean URL, unless the server itself turns it away', async () => {
    for (const [sent, location] of CASES) {
      const answer = await rawRequest(app.url, sent.replace('MSG', message), headers);
      // Node answers 400 and Connect 404 before the plug-in, or any other middleware, is asked.
      if ([400, 404].includes(answer.status)) {
        expect([sent, answer.header('referrer-policy'), answer.header('set-cookie')]).toEqual([
          sent,
          undefined,
          undefined,
        ]);
      } else expect([sent, answer.status, answer.header('location')]).toEqual([sent, 303, location]);
    }
  });

  test.each(['//evil.example/', '/\\evil.example', '/.//evil.example', 'http://evil.example/x'])(
    'a refusal of %s, too, names no other host',
    async (start) => {
      const sent = `${start}?${world.message({ ticket: 'dead' })}`;
      const answer = await rawRequest(app.url, sent, headers);
      expect([answer.status, answer.header('location')]).toEqual([401, undefined]);
      expect(answer.body).not.toContain('evil.example');
    },
  );

  test('a call goes on at the path as it came, and nothing behind the plug-in sees the message', async () => {
    for (const start of ['//evil.example/', '/\\evil.example', '/.//evil.example', '/a/../b;c', '/%2f%2f']) {
      const answer = await rawRequest(app.url, `${start}?a=%zz&${message}&b=1`, ['Host: app.example.com']);
      const seen = JSON.parse(answer.body.slice(answer.body.indexOf('{'), answer.body.lastIndexOf('}') + 1)) as Seen;
      expect([seen.url, seen.user?.userName]).toEqual([`${start}?a=%zz&b=1`, 'alice']);
      expect([undefined, `${start}?a=%zz&b=1`]).toContain(seen.originalUrl);
      if (seen.query !== undefined) expect(Object.keys(seen.query)).toEqual(['a', 'b']);
    }
  });

  test("of a message that is refused, too, the app's later access log sees nothing", async () => {
    const answer = await rawRequest(app.url, `/x?${message}&%64ssurl=other`, ['Host: app.example.com']);
    expect(answer.status).toBe(400);
    for (const line of answer.lines) expect(line).not.toContain('ticket');
  });
});

test('without cleanUrl the app answers a page load itself, at the URL without the message', async () => {
  const world = await createWorld();
  const app = await startExpressApp({
    gateways: world.dssUrl,
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    cleanUrl: false,
  });
  try {
    const answer = await rawRequest(app.url, `/page?x=1&${world.message()}`, [
      'Host: app.example.com',
      `Accept: ${PAGE_LOAD.accept}`,
    ]);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('"url":"/page?x=1"');
    expect(answer.header('referrer-policy')).toBe('no-referrer');
  } finally {
    await app.close();
    await world.close();
  }
});
