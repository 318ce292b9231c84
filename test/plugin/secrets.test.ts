import { createPrivateKey, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { deriveKey, readSecrets } from '../../src/secrets.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';

const GOOD = 'q7Zr2v9yBnE4xK1sWc8uHd3tLm6pGj5f';

function problemsOf(value: unknown): string[] {
  const problems: string[] = [];
  const keys = readSecrets(value, 'secret', (problem) => problems.push(problem));
  if (problems.length === 0) expect(keys.length).toBe(Array.isArray(value) ? value.length : 1);
  return problems;
}

describe('a secret', () => {
  test.each([
    ['text of 32 bytes', GOOD],
    ['bytes', randomBytes(32)],
    ['a Uint8Array', new Uint8Array(randomBytes(40))],
    ['a KeyObject', createSecretKey(randomBytes(32))],
    ['a list of four kinds', [GOOD, randomBytes(64), createSecretKey(randomBytes(48)), `${GOOD}2`]],
    ['text beyond ASCII, counted in bytes', '密钥很长也很随机请勿外传哦'],
  ])('can be %s', (_what, value) => {
    expect(problemsOf(value)).toEqual([]);
  });

  test.each([
    ['nothing', undefined, 'must be text'],
    ['null', null, 'must be text'],
    ['a number', 1.5e300, 'must be text'],
    ['an object', {}, 'must be text'],
    ['empty text', '', 'must be text'],
    ['no bytes', Buffer.alloc(0), 'must be text'],
    [
      'a private key',
      createPrivateKey(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })),
      'must be',
    ],
    ['31 bytes of text', GOOD.slice(1), 'at least 32 bytes'],
    ['31 bytes', randomBytes(31), 'at least 32 bytes'],
    ['a short KeyObject', createSecretKey(randomBytes(16)), 'at least 32 bytes'],
    ['one letter often', 'a'.repeat(64), 'too uniform'],
    ['8 different letters', 'abcdefgh'.repeat(8), 'too uniform'],
    ['the secret of jwt.io', 'your-256-bit-secret-your-256-bit-secret', 'published'],
    ["today's secret of jwt.io", 'a-string-secret-at-least-256-bits-long', 'published'],
    ['the secret of express-session', 'keyboard cat keyboard cat keyboard cat', 'published'],
    ['what was to be changed', 'ChangeMe-0123456789-0123456789-abc', 'published'],
    ['what was to be changed, with an underscore', 'please_change_me_0123456789_0123456789', 'published'],
    ['an empty list', [], '1 to 4'],
    ['five secrets', [GOOD, GOOD, GOOD, GOOD, GOOD], '1 to 4'],
  ])('cannot be %s', (_what, value, problem) => {
    expect(problemsOf(value).join()).toContain(problem);
  });

  test('of a list is named by its place', () => {
    expect(problemsOf([GOOD, 'short', 7])).toEqual([
      expect.stringMatching(/^secret\[1\] /),
      expect.stringMatching(/^secret\[2\] /),
    ]);
  });

  test('never shows in what is wrong with it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 60 }), (secret) => {
        // A text that happens to be a part of our sentence says nothing about the secret.
        fc.pre(
          !problemsOf('')
            .concat(problemsOf('x'), problemsOf('a'.repeat(40)))
            .join()
            .includes(secret),
        );
        expect(problemsOf(secret).join()).not.toContain(secret);
      }),
      PROPERTY_RUNS,
    );
  });
});

describe('a derived key', () => {
  const secret = createSecretKey(Buffer.from(GOOD));
  const bytes = (purpose: string, from = secret): string => deriveKey(from, purpose).export().toString('hex');

  test('is the same for the same purpose, of 256 bits, and another for every other purpose or secret', () => {
    expect(bytes('a')).toBe(bytes('a'));
    expect(bytes('a')).toHaveLength(64);
    const all = [bytes('a'), bytes('b'), bytes(''), bytes('a', createSecretKey(Buffer.from(`${GOOD}x`)))];
    expect(new Set([...all, secret.export().toString('hex')]).size).toBe(5);
  });
});
