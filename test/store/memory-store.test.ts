import fc from 'fast-check';
import { isMemoryStore, memoryStore } from '../../src/store/memory-store.js';
import { PROPERTY_RUNS } from '../message/property-runs.js';

let time = 1_000_000;
jest.mock('../../src/clock.js', () => ({ now: () => time }));

const HOUR = { ttl: 3_600_000 };
const fill = (store: ReturnType<typeof memoryStore>, keys: readonly string[]): void => {
  for (const key of keys) store.set(key, key, HOUR);
};
const kept = (store: ReturnType<typeof memoryStore>, keys: readonly string[]): string[] =>
  keys.filter((key) => store.get(key) !== undefined);

describe('the memory store', () => {
  test('keeps a value for its time, and answers with values, not promises', () => {
    const store = memoryStore();
    store.set('login:a', 'x', { ttl: 1_000 });
    expect(store.get('login:a')).toBe('x');
    time += 999;
    expect(store.get('login:a')).toBe('x');
    time += 1;
    expect(store.get('login:a')).toBeUndefined();
  });

  test('forgets what is deleted, and all of it when it is closed, even twice', () => {
    const store = memoryStore();
    fill(store, ['login:a', 'confirmed:a', 'ended:a', 'ended-user:a', 'other']);
    store.delete('ended:a');
    store.delete('never there');
    expect(kept(store, ['login:a', 'confirmed:a', 'ended:a', 'ended-user:a', 'other'])).toHaveLength(4);
    store.close();
    store.close();
    expect(kept(store, ['login:a', 'confirmed:a', 'ended-user:a', 'other'])).toEqual([]);
  });

  test('keeps kinds of keys apart', () => {
    const store = memoryStore();
    store.set('ended:a', 'end', HOUR);
    store.set('confirmed:a', 'yes', HOUR);
    store.delete('confirmed:a');
    expect([store.get('ended:a'), store.get('confirmed:a'), store.get('login:a')]).toEqual([
      'end',
      undefined,
      undefined,
    ]);
  });

  test('when full gives up confirmations first, the oldest of them first', () => {
    const store = memoryStore({ max: 4 });
    fill(store, ['ended:1', 'login:1', 'confirmed:1', 'confirmed:2', 'login:2']);
    expect(kept(store, ['ended:1', 'login:1', 'confirmed:1', 'confirmed:2', 'login:2'])).toEqual([
      ...['ended:1', 'login:1', 'confirmed:2', 'login:2'],
    ]);
  });

  test('when full gives up logins next, and ends last', () => {
    const store = memoryStore({ max: 3 });
    fill(store, ['ended:1', 'ended-user:1', 'login:1', 'ended:2', 'ended:3']);
    expect(kept(store, ['ended:1', 'ended-user:1', 'login:1', 'ended:2', 'ended:3'])).toEqual([
      ...['ended-user:1', 'ended:2', 'ended:3'],
    ]);
  });

  test('when full of ends forgets none of them for a confirmation, which can be had again', () => {
    const store = memoryStore({ max: 2 });
    fill(store, ['ended:1', 'ended:2', 'confirmed:1']);
    expect(kept(store, ['ended:1', 'ended:2'])).toEqual(['ended:1', 'ended:2']);
  });

  test('overwrites when full, and gives nothing up for it', () => {
    const store = memoryStore({ max: 2 });
    fill(store, ['confirmed:1', 'ended:1']);
    store.set('ended:1', 'again', HOUR);
    expect([store.get('confirmed:1'), store.get('ended:1')]).toEqual(['confirmed:1', 'again']);
  });

  test.each(['__proto__', 'constructor', 'login:__proto__', 'ended:constructor', ''])(
    'treats %j as any other key',
    (key) => {
      const store = memoryStore();
      expect(store.get(key)).toBeUndefined();
      store.set(key, 'x', HOUR);
      expect(store.get(key)).toBe('x');
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    },
  );

  test('never holds more than max, and what it holds is what was set last', () => {
    const key = fc
      .tuple(fc.constantFrom('confirmed:', 'ended:', 'ended-user:', 'login:'), fc.integer({ min: 0, max: 8 }))
      .map(([kind, id]) => `${kind}${id}`);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, fc.boolean()), { maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        (steps, max) => {
          const store = memoryStore({ max });
          const model = new Map<string, string>();
          steps.forEach(([at, deletes], index) => {
            if (deletes) {
              store.delete(at);
              model.delete(at);
            } else {
              store.set(at, String(index), HOUR);
              model.set(at, String(index));
              // A confirmation may find no room among ends.
              const kept = at.startsWith('confirmed:') ? [String(index), undefined] : [String(index)];
              expect(kept).toContain(store.get(at));
            }
          });
          const there = [...model].filter(([at]) => store.get(at) !== undefined);
          expect(there.length).toBeLessThanOrEqual(max);
          for (const [at, value] of there) expect(store.get(at)).toBe(value);
        },
      ),
      { numRuns: PROPERTY_RUNS.numRuns / 10 },
    );
  });

  test('is known as ours, which a look-alike is not', () => {
    expect(isMemoryStore(memoryStore())).toBe(true);
    expect(isMemoryStore({ get: () => undefined, set: () => undefined, delete: () => undefined })).toBe(false);
    expect(JSON.stringify(memoryStore())).toBe('{}');
  });

  test.each([[{ max: 0 }], [{ max: 1.5 }], [{ max: '5' }], [{ maxx: 5 }], [null], ['x']])('refuses %j', (options) => {
    expect(() => memoryStore(options as never)).toThrow(
      expect.objectContaining({
        code: 'options-invalid',
        message: expect.stringContaining('memoryStore') as string,
      }) as Error,
    );
  });

  test('takes undefined as not given', () => {
    expect(() => memoryStore({ max: undefined } as never)).not.toThrow();
  });
});
