import fc from 'fast-check';
import { isAtHost, isLoopbackHost, ownHost } from '../../src/plugin/own-host.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';

describe("the app's own host", () => {
  test.each([
    ['app.example.com', 'app.example.com'],
    ['APP.Example.com:3000', 'app.example.com:3000'],
    ['app.example.com:80', 'app.example.com:80'],
    ['127.0.0.1:3000', '127.0.0.1:3000'],
    ['[::1]', '[::1]'],
    ['localhost', 'localhost'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ])('is what the request says: %s', (requestHost, expected) => {
    expect(ownHost(undefined, requestHost)).toBe(expected);
  });

  test.each([
    ...[
      '',
      ' ',
      'a b',
      'a/b',
      'a?b',
      'a#b',
      'a\\b',
      'a@b',
      'a,b',
      'a:',
      'a:x',
      'a:080',
      'a:99999',
      'a%2eb',
      'bücher.example',
    ],
    ...[
      'app.example.com\r\n',
      '\tapp.example.com',
      '0x7f.1',
      '127.1',
      '2130706433',
      '[::0:1]',
      '[::1',
      '::1',
      '__proto__@',
    ],
  ])('is nobody when the request says %j', (requestHost) => {
    expect(ownHost(undefined, requestHost)).toBeUndefined();
  });

  test('is publicOrigin, whatever the request says', () => {
    for (const requestHost of ['evil.example', 'a@b', undefined]) {
      expect(ownHost(new URL('https://app.example.com:8443'), requestHost)).toBe('app.example.com:8443');
    }
    expect(ownHost(undefined, undefined)).toBeUndefined();
  });

  test('is always something the URL parser reads as this very host', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.webAuthority({ withPort: true }), fc.string({ unit: 'binary' })),
        (text) => {
          const host = ownHost(undefined, text);
          if (host === undefined) return;
          const url = new URL(`http://${host}/x`);
          expect([url.pathname, url.username, url.search, url.hash]).toEqual(['/x', '', '', '']);
          expect([url.host, `${url.host}:80`]).toContain(host);
          expect(host).toMatch(/^[a-z0-9.:_[\]-]+$/);
        },
      ),
      PROPERTY_RUNS,
    );
  });
});

describe('a URL is at a host', () => {
  test.each([
    ['https://app.example.com/x', 'app.example.com', true],
    ['http://app.example.com/x', 'app.example.com', true],
    ['https://app.example.com:443/', 'app.example.com', true],
    ['https://app.example.com/', 'app.example.com:443', true],
    ['http://app.example.com/', 'app.example.com:80', true],
    ['https://app.example.com:8443/', 'app.example.com', false],
    ['https://app.example.com/', 'app.example.com:8443', false],
    ['https://x.app.example.com/', 'app.example.com', false],
    ['https://app.example.com/', undefined, false],
    ['https://undefined/', undefined, false],
  ])('%s at %s: %s', (url, host, expected) => {
    expect(isAtHost(new URL(url), host)).toBe(expected);
  });
});

describe('a host is this machine', () => {
  test.each([
    'localhost',
    'localhost:3000',
    'app.localhost:3000',
    '127.0.0.1',
    '127.9.9.9:80',
    '127.10.200.255',
    '[::1]:3000',
  ])('%s is', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  test.each([
    'app.example.com',
    'localhost.example.com',
    'notlocalhost',
    '128.0.0.1',
    '127.0.0.1.example',
    '[::2]',
    undefined,
  ])('%s is not', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});
