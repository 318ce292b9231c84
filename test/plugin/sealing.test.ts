import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { createSealer } from '../../src/sealing.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';

const [first, second, third] = [1, 2, 3].map(() => createSecretKey(randomBytes(32))) as [never, never, never];
const sealer = createSealer([first], 'test');
const text = fc.string({ unit: 'grapheme', maxLength: 300 });

describe('a sealed text', () => {
  test('opens to what it was, in its own place, and only there', () => {
    fc.assert(
      fc.property(text, text, text, (plain, place, other) => {
        const sealed = sealer.seal(plain, place);
        expect(sealed).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(sealer.open(sealed, place)).toBe(plain);
        if (other !== place) expect(sealer.open(sealed, other)).toBeUndefined();
      }),
      PROPERTY_RUNS,
    );
  });

  test('does not open when a single bit of any byte has changed', () => {
    const bytes = Buffer.from(sealer.seal('alice', 'cookie'), 'base64url');
    for (let at = 0; at < bytes.length * 8; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
      expect([at, sealer.open(changed.toString('base64url'), 'cookie')]).toEqual([at, undefined]);
    }
  });

  test('does not open when it is cut or longer', () => {
    const sealed = sealer.seal('alice', 'cookie');
    const bytes = Buffer.from(sealed, 'base64url');
    for (let length = 0; length < bytes.length; length += 1) {
      expect(sealer.open(bytes.subarray(0, length).toString('base64url'), 'cookie')).toBeUndefined();
      expect(sealer.open(bytes.subarray(length + 1).toString('base64url'), 'cookie')).toBeUndefined();
    }
    for (const more of ['AAAA', '=', ' ', '\n', '%', '.', '\0']) {
      expect(sealer.open(sealed + more, 'cookie')).toBeUndefined();
      expect(sealer.open(more + sealed, 'cookie')).toBeUndefined();
    }
  });

  test('moves no boundary between its head and its place', () => {
    const sealed = Buffer.from(sealer.seal('alice', 'Xcookie'), 'base64url');
    const moved = Buffer.concat([sealed.subarray(0, 17), Buffer.from('X'), sealed.subarray(17)]);
    expect(sealer.open(moved.toString('base64url'), 'cookie')).toBeUndefined();
  });

  test('does not open for another purpose or another secret', () => {
    const sealed = sealer.seal('alice', 'cookie');
    expect(createSealer([first], 'other').open(sealed, 'cookie')).toBeUndefined();
    expect(createSealer([second], 'test').open(sealed, 'cookie')).toBeUndefined();
  });

  test('shows nothing of itself, and never looks the same twice', () => {
    const plain = 'a-ticket-that-must-not-show';
    const all = Array.from({ length: 200 }, () => sealer.seal(plain, 'cookie'));
    expect(new Set(all).size).toBe(200);
    expect(new Set(all.map((sealed) => Buffer.from(sealed, 'base64url').subarray(5, 17).toString('hex'))).size).toBe(
      200,
    );
    for (const sealed of all) expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('ticket');
  });

  test('opens after a rotation, while its secret is on the list, wherever on it', () => {
    const sealed = sealer.seal('alice', 'cookie');
    expect(createSealer([second, third, first], 'test').open(sealed, 'cookie')).toBe('alice');
    const rotated = createSealer([second, first], 'test').seal('bob', 'cookie');
    expect(createSealer([second], 'test').open(rotated, 'cookie')).toBe('bob');
    expect(sealer.open(rotated, 'cookie')).toBeUndefined();
  });

  test('that nobody sealed does not open, and nothing throws', () => {
    const start = Buffer.from(sealer.seal('', ''), 'base64url').subarray(0, 5);
    const forged = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.concat([start, bytes]).toString('base64url')),
    );
    fc.assert(
      fc.property(forged, (sealed) => {
        expect(sealer.open(sealed, '')).toBeUndefined();
      }),
      PROPERTY_RUNS,
    );
  });

  test('needs a secret', () => {
    expect(() => createSealer([], 'test')).toThrow(TypeError);
  });
});
