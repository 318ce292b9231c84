import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Store } from '../store/store.js';

/** One thing a store must do. */
export interface ConformanceCase {
  /** A sentence about the store. */
  readonly name: string;
  /** @throws `AssertionError`, if the store does not */
  run(): Promise<void>;
}

export interface StoreConformanceOptions {
  /** Whether two stores that `create` makes are windows to one server. @default false */
  readonly shared?: boolean;
}

const LONG = 60_000;
const SHORT = 40;
/** A server may sweep late: it must have done so by then. */
const PATIENCE = 2_000;

/**
 * What the plug-in expects of a store, as cases for any test runner:
 *
 * ```js
 * for (const { name, run } of storeConformance(() => myStore(client), { shared: true })) test(name, run);
 * ```
 *
 * Each case makes a store of its own (or two, where `shared`), uses keys nobody else uses, and closes it.
 *
 * @param create - makes a store that is ready
 */
export function storeConformance(
  create: () => Store | Promise<Store>,
  options: StoreConformanceOptions = {},
): ConformanceCase[] {
  const one = (name: string, use: (store: Store, key: string) => Promise<void>): ConformanceCase => ({
    name,
    async run() {
      const store = await create();
      try {
        await use(store, newKey());
      } finally {
        await store.close?.();
      }
    },
  });
  const cases = [
    one('answers undefined for a key that was never set', async (store, key) => {
      assert.equal(await store.get(key), undefined);
    }),
    one('keeps every text as it is', async (store, key) => {
      for (const text of ['', 'a', '{"a":[1]}', ' \r\n\t\0', '项目 \u{1F600} é', 'x'.repeat(16_384)]) {
        await store.set(key, text, { ttl: LONG });
        assert.equal(await store.get(key), text);
      }
    }),
    one('keeps keys apart, whatever they are called', async (store, key) => {
      const keys = [
        key,
        `${key}:`,
        `${key}__proto__`,
        `${key}constructor`,
        key.toUpperCase(),
        `${key}${'k'.repeat(120)}`,
      ];
      await Promise.all(keys.map(async (name, index) => store.set(name, String(index), { ttl: LONG })));
      assert.deepEqual(await Promise.all(keys.map(async (name) => store.get(name))), ['0', '1', '2', '3', '4', '5']);
    }),
    one('forgets what is deleted, and nothing else; deleting what is not there is no error', async (store, key) => {
      await store.set(key, 'a', { ttl: LONG });
      await store.set(`${key}2`, 'b', { ttl: LONG });
      await store.delete(key);
      await store.delete(key);
      assert.equal(await store.get(key), undefined);
      assert.equal(await store.get(`${key}2`), 'b');
    }),
    one('forgets a value when its ttl is over', async (store, key) => {
      await store.set(key, 'a', { ttl: SHORT });
      await untilGone(store, key);
    }),
    one('gives a value that is set again its new ttl, longer or shorter', async (store, key) => {
      await store.set(key, 'a', { ttl: SHORT });
      await store.set(key, 'b', { ttl: LONG });
      await store.set(`${key}2`, 'a', { ttl: LONG });
      await store.set(`${key}2`, 'b', { ttl: SHORT });
      await untilGone(store, `${key}2`);
      assert.equal(await store.get(key), 'b');
    }),
    one('takes a ttl that is no whole number, and one of days', async (store, key) => {
      await store.set(key, 'a', { ttl: LONG + 0.5 });
      await store.set(`${key}2`, 'b', { ttl: 30 * 86_400_000 });
      assert.deepEqual([await store.get(key), await store.get(`${key}2`)], ['a', 'b']);
      await store.set(key, 'c', { ttl: 0.25 });
      await untilGone(store, key);
    }),
    one('keeps the last of many values set one after the other', async (store, key) => {
      for (let round = 0; round <= 50; round += 1) await store.set(key, String(round), { ttl: LONG });
      assert.equal(await store.get(key), '50');
    }),
    one('serves many requests at once', async (store, key) => {
      const numbers = Array.from({ length: 200 }, (_, index) => String(index));
      const answers = numbers.map(async (text) => {
        await store.set(key + text, text, { ttl: LONG });
        return store.get(key + text);
      });
      assert.deepEqual(await Promise.all(answers), numbers);
    }),
    one('can be closed twice', async (store) => {
      await store.close?.();
    }),
  ];
  return options.shared === true ? [...cases, sharedCase(create)] : cases;
}

function sharedCase(create: () => Store | Promise<Store>): ConformanceCase {
  return {
    name: 'shows one process what another one did, at once',
    async run() {
      const [here, there] = [await create(), await create()];
      const key = newKey();
      try {
        await here.set(key, 'a', { ttl: LONG });
        assert.equal(await there.get(key), 'a');
        await there.set(key, 'b', { ttl: LONG });
        assert.equal(await here.get(key), 'b');
        await here.delete(key);
        assert.equal(await there.get(key), undefined);
      } finally {
        await here.close?.();
        await there.close?.();
      }
    },
  };
}

async function untilGone(store: Store, key: string): Promise<void> {
  const end = performance.now() + PATIENCE;
  while ((await store.get(key)) !== undefined) {
    assert.ok(performance.now() < end, 'the value should be gone by now');
    await wait(SHORT / 2);
  }
}

let made = 0;

/** Like the keys of the plug-in: a kind, and what nobody else has. */
function newKey(): string {
  made += 1;
  return `confirmed:${process.pid}-${performance.now().toString(36)}-${made}`;
}
