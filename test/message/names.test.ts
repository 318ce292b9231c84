import { isCleanName, isCookieOctets, isWorkspaceId } from '../../src/message/names.js';

describe('isCleanName', () => {
  test.each(['a', 'alice', '张三', 'a b', "o'neil", '😀', 'proxy_05aliceroot', '__proto__', 'e\u0301'])(
    'accepts %p',
    (name) => {
      expect(isCleanName(name, 128)).toBe(true);
    },
  );

  test.each([
    ['nothing', ''],
    ['NUL', 'a\0b'],
    ['a line feed', 'a\nb'],
    ['a line feed at the end', 'a\n'],
    ['DEL', 'a\x7f'],
    ['a C1 control', 'a\x85b'],
    ['a zero-width space', 'a\u200bb'],
    ['a right-to-left override', 'a\u202eb'],
    ['a byte order mark', '\ufeffa'],
    ['a line separator', 'a\u2028b'],
    ['a paragraph separator', 'a\u2029b'],
    ['a space before', ' a'],
    ['a space after', 'a '],
    ['a no-break space before', '\u00a0a'],
    ['an ideographic space after', 'a\u3000'],
    ['half of a surrogate pair', 'a\ud800b'],
    ['the other half', '\udc00'],
  ])('refuses %s', (_, name) => {
    expect(isCleanName(name, 128)).toBe(false);
  });

  test('counts UTF-16 code units', () => {
    expect(isCleanName('😀😀', 4)).toBe(true);
    expect(isCleanName('😀😀', 3)).toBe(false);
  });
});

test('cookie-octets are those of RFC 6265', () => {
  const octets = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
    .filter(isCookieOctets)
    .join('');
  expect(octets).toBe("!#$%&'()*+-./0123456789:<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");
  expect(isCookieOctets('abc\n')).toBe(false);
  expect(isCookieOctets('数')).toBe(false);
});

describe('isWorkspaceId', () => {
  test.each(['1', '224', '2147483647'])('accepts %s', (text) => expect(isWorkspaceId(text)).toBe(true));

  test.each([
    '',
    '0',
    '01',
    '-1',
    '+1',
    '1.0',
    '1e3',
    ' 1',
    '1\n',
    '2147483648',
    '9999999999',
    '10000000000',
    '١',
    '../../user/logout',
    '224&queryUserName=x',
  ])('refuses %p', (text) => expect(isWorkspaceId(text)).toBe(false));
});
