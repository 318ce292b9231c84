import fc from 'fast-check';
import { decodeProxyUser, encodeProxyUser, isProxyUser } from '../../src/message/proxy-user.js';
import vectors from '../vectors/proxy-user.json' with { type: 'json' };
import { codeOf } from './code-of.js';
import { PROPERTY_RUNS } from './property-runs.js';

describe('the packed proxy user against the Java codec', () => {
  test.each(vectors.encode)('packs $input', ({ input, value }) => {
    const [userName = '', proxyUser = ''] = input;
    if (value === undefined) expect(() => encodeProxyUser(userName, proxyUser)).toThrow(TypeError);
    else expect(encodeProxyUser(userName, proxyUser)).toBe(value);
  });

  test.each(vectors.decode)('takes $input apart', ({ input, exists, user, proxyUser }) => {
    expect(isProxyUser(input)).toBe(exists);
    if (user === undefined) expect(codeOf(() => decodeProxyUser(input))).toBe('message-malformed');
    else expect(decodeProxyUser(input)).toEqual({ userName: user, proxyUser });
  });
});

test.each(['proxy_+1a', 'proxy_1', 'proxy_１２abc', 'proxy_0x', 'proxy_1\n', ' proxy_01a', ''])(
  'refuses %p as message-malformed',
  (text) => expect(codeOf(() => decodeProxyUser(text))).toBe('message-malformed'),
);

test('tells a programmer about arguments that are no strings', () => {
  expect(() => encodeProxyUser('a', undefined as unknown as string)).toThrow(TypeError);
  expect(() => decodeProxyUser(null as unknown as string)).toThrow(TypeError);
  expect(() => encodeProxyUser(7 as unknown as string, 'a')).toThrow(TypeError);
  expect(() => decodeProxyUser(['proxy_01ab'] as unknown as string)).toThrow(TypeError);
  expect(isProxyUser(undefined as unknown as string)).toBe(false);
});

test('every pair of names comes back', () => {
  const name = fc.string({ unit: 'binary', maxLength: 49 });
  fc.assert(
    fc.property(name, name, (userName, proxyUser) => {
      expect(decodeProxyUser(encodeProxyUser(userName, proxyUser))).toEqual({ userName, proxyUser });
    }),
    PROPERTY_RUNS,
  );
});

test('any text is taken apart or refused as message-malformed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9 -]{0,3}$/), (rest, digits) => {
      for (const text of [rest, `proxy_${digits}${rest}`]) {
        expect([undefined, 'message-malformed']).toContain(codeOf(() => decodeProxyUser(text)));
      }
    }),
    PROPERTY_RUNS,
  );
});
