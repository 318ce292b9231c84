import fc from 'fast-check';
import { BoundedCache } from '../../src/store/bounded-cache.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';

let time = 1_000_000;
jest.mock('../../src/clock.js', () => ({ now: () => time }));

const MINUTE = 60_000;

describe('a bounded cache', () => {
  it('gives back the very value it was given, until it expires', () => {
    const cache = new BoundedCache<object>({ max: 2 });
    const value = Object.freeze({ name: 'alice' });
    cache.set('a', value, MINUTE);

    time += MINUTE - 1;
    expect(cache.get('a')).toBe(value);
    time += 1;
    expect(cache.get('a')).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('drops the entry that was set longest ago when it is full', () => {
    const cache = new BoundedCache<number>({ max: 2 });
    cache.set('a', 1, MINUTE);
    cache.set('b', 2, MINUTE);
    cache.set('a', 3, MINUTE);
    cache.set('c', 4, MINUTE);

    expect([...cache.entries()]).toEqual([
      ['a', 3],
      ['c', 4],
    ]);
  });

  it('overwrites when it is full, and drops nothing else', () => {
    const cache = new BoundedCache<number>({ max: 2 });
    cache.set('a', 1, MINUTE);
    cache.set('b', 2, MINUTE);
    cache.set('b', 3, MINUTE);

    expect([cache.get('a'), cache.get('b'), cache.size]).toEqual([1, 3, 2]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '1', ''])(
    'treats the key %p as any other',
    (key) => {
      const cache = new BoundedCache<object>({ max: 10 });
      expect(cache.get(key)).toBeUndefined();

      cache.set(key, { polluted: true }, MINUTE);

      expect(cache.get(key)).toEqual({ polluted: true });
      expect(cache.get('polluted')).toBeUndefined();
      expect(cache.delete(key)).toBe(true);
      expect(cache.delete(key)).toBe(false);
      expect(cache.size).toBe(0);
    },
  );

  it('keeps nothing for no time, and forgets what was there', () => {
    const cache = new BoundedCache<number>({ max: 2 });
    cache.set('a', 1, MINUTE);
    cache.set('a', 2, 0);

    expect(cache.get('a')).toBeUndefined();
  });

  it.each([NaN, Infinity, '60', undefined])('refuses %p as a time to live', (ttl) => {
    const cache = new BoundedCache<number>({ max: 2 });
    expect(() => {
      cache.set('a', 1, ttl as number);
    }).toThrow(TypeError);
  });

  it.each([0, -1, 1.5, NaN, Infinity])('refuses %p as its size', (max) => {
    expect(() => new BoundedCache({ max })).toThrow(TypeError);
  });

  it('sweeps what has expired while other entries are set, before it has to drop living ones', () => {
    const cache = new BoundedCache<number>({ max: 1_000 });
    cache.set('alice', 0, 10 * MINUTE);
    for (let n = 0; n < 600; n += 1) cache.set(`old${n}`, n, 1);
    time += 2;
    for (let n = 0; n < 600; n += 1) cache.set(`new${n}`, n, MINUTE);

    expect(cache.size).toBe(601);
    expect(cache.get('alice')).toBe(0);
  });

  it('is empty once it is cleared, and usable', () => {
    const cache = new BoundedCache<number>({ max: 2 });
    cache.set('a', 1, MINUTE);
    cache.clear();
    expect([cache.size, cache.get('a')]).toEqual([0, undefined]);

    cache.set('a', 2, MINUTE);
    expect(cache.get('a')).toBe(2);
  });

  it('behaves as a map with a bound would, whatever is done to it', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', '__proto__', '0');
    const step = fc.oneof(
      fc.record({ do: fc.constant('set' as const), key, ttl: fc.integer({ min: -1, max: 20 }) }),
      fc.record({ do: fc.constant('delete' as const), key }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 15 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 4 }), (steps, max) => {
        const cache = new BoundedCache<number>({ max });
        const last = new Map<string, { value: number; expiry: number }>();
        steps.forEach((one, index) => {
          if (one.do === 'wait') time += one.ms;
          else if (one.do === 'delete') {
            cache.delete(one.key);
            last.delete(one.key);
          } else {
            cache.set(one.key, index, one.ttl);
            last.set(one.key, { value: index, expiry: time + one.ttl });
            // What was just set is there: only older entries make room.
            expect(cache.get(one.key)).toBe(one.ttl > 0 ? index : undefined);
          }
          expect(cache.size).toBeLessThanOrEqual(max);
          for (const [name, value] of cache.entries()) {
            expect(last.get(name)?.value).toBe(value);
            expect(last.get(name)?.expiry).toBeGreaterThan(time);
          }
        });
      }),
      PROPERTY_RUNS,
    );
  });
});
