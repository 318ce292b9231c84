import fc from 'fast-check';
import { isCanonicalHost, readHttpUrl } from '../../src/message/http-url.js';
import { PROPERTY_RUNS } from './property-runs.js';

describe('readHttpUrl', () => {
  it.each([
    ['https://dss.example.com', 'dss.example.com', ''],
    ['HTTPS://DSS.Example.COM/a?b#c', 'dss.example.com', '/a?b#c'],
    ['https://dss.example.com:443?x', 'dss.example.com', '?x'],
    ['http://dss.example.com:80#x', 'dss.example.com', '#x'],
    ['http://[fd00::5]:9001/', '[fd00::5]:9001', '/'],
    ['https://app.example.com/a b@c', 'app.example.com', '/a b@c'],
    ['https://app_1.example.com./', 'app_1.example.com.', '/'],
  ])('reads %s', (text, host, rest) => {
    const read = readHttpUrl(text);

    expect([read?.url.host, read?.rest]).toEqual([host, rest]);
  });

  it.each([
    ...[
      '',
      'dss.example.com',
      '//dss.example.com',
      'https:dss.example.com',
      'https:/dss.example.com',
      'https:///dss.example.com',
    ],
    ...[
      'https:\\\\dss.example.com',
      'https://',
      'https:///',
      'https://?x',
      'ftp://dss.example.com',
      'javascript://dss.example.com',
    ],
    ...['https://u@dss.example.com', 'https://@dss.example.com', 'https://dss.example.com:443@evil.example'],
    ...[
      'https://dss.example.com:',
      'https://dss.example.com:0443',
      'https://dss.example.com:99999',
      'https://dss.example.com:8a',
    ],
    ...[
      'http://167772165',
      'http://0xa.0.0.5',
      'http://012.0.0.5',
      'http://10.0.5',
      'http://10.0.0.5:080',
      'http://[::ffff:10.0.0.5]',
    ],
    ...['http://[FD00:0::5]', 'http://[fd00::5%25eth0]', 'http://[fd00::5', 'http://fd00::5'],
    ...[
      'https://dss%2eexample.com',
      'https://dss。example.com',
      'https://ｄss.example.com',
      'https://\u212aey.example',
    ],
    ...[
      ' https://dss.example.com',
      'https://dss.example.com ',
      'https://dss.example.com/a ',
      'https://dss.example.com\n',
      'https://dss.example.com/a\tb',
    ],
    ...[
      'https://dss.example.com\\@evil.example',
      'https://dss.example.com/\\evil',
      'https://dss.example.com\u0000.evil.example',
    ],
  ])('does not read %j', (text) => {
    expect(readHttpUrl(text)).toBeUndefined();
  });

  it('never throws, and what it reads has the host that was written', () => {
    const hostile = fc.array(
      fc.oneof(
        fc.constantFrom(
          'http',
          'https',
          '://',
          ':',
          '/',
          '//',
          '@',
          '\\',
          '?',
          '#',
          '%2e',
          '.',
          '[',
          ']',
          ':443',
          ':80',
          'dss.example.com',
        ),
        fc.constantFrom('10.0.0.5', '0x7f.1', '[::1]', '\u212a', '\u017f', '\t', '。', 'EVIL.example'),
        fc.string({ maxLength: 3, unit: 'binary' }),
      ),
      { maxLength: 8 },
    );
    const withStart = fc
      .tuple(fc.constantFrom('', 'https://', 'HTTP://'), hostile)
      .map(([start, parts]) => start + parts.join(''));
    fc.assert(
      fc.property(withStart, (text) => {
        const read = readHttpUrl(text);
        if (read === undefined) return;
        const written = text.slice(text.indexOf('//') + 2, text.length - read.rest.length);
        expect(written.toLowerCase().replace(/:(?:80|443)$/, '')).toBe(read.url.host.replace(/:(?:80|443)$/, ''));
        expect(new URL(text).origin).toBe(read.url.origin);
        expect(read.url.username + read.url.password).toBe('');
      }),
      PROPERTY_RUNS,
    );
  });
});

describe('isCanonicalHost', () => {
  it.each([
    'app.example.com',
    'APP.example.com:80',
    'app.example.com:443',
    'app_1:3000',
    '10.0.0.5',
    '[::1]:3000',
    'localhost',
  ])('accepts %s', (host) => {
    expect(isCanonicalHost(host)).toBe(true);
  });

  it.each([
    '',
    'a/b',
    'a?b',
    'a#b',
    'u@a',
    'a:',
    'a:080',
    'a b',
    'a\\b',
    'a%2e',
    '127.1',
    '0x7f.1',
    '[::1',
    '[0::1]',
    'ａ',
    'a,b',
  ])('refuses %j', (host) => {
    expect(isCanonicalHost(host)).toBe(false);
  });
});
