import type { Store } from '../../src/store/store.js';

/** A store that says what it was asked, and fails or hangs where it is told to. */
export interface StoreDouble extends Store {
  readonly values: Map<string, string>;
  readonly ttls: Map<string, number>;
  /** `get KEY`, `set KEY`, in their order. */
  readonly calls: string[];
  isDown: boolean;
  /** Answers wait for it. */
  held: Promise<void> | undefined;
}

export function storeDouble(): StoreDouble {
  const store: StoreDouble = {
    values: new Map(),
    ttls: new Map(),
    calls: [],
    isDown: false,
    held: undefined,
    async get(key) {
      await answer(`get ${key}`);
      return store.values.get(key);
    },
    async set(key, value, { ttl }) {
      await answer(`set ${key}`);
      store.values.set(key, value);
      store.ttls.set(key, ttl);
    },
    async delete(key) {
      await answer(`delete ${key}`);
      store.values.delete(key);
    },
  };
  async function answer(call: string): Promise<void> {
    store.calls.push(call);
    await store.held;
    if (store.isDown) throw new Error('the store is down');
  }
  return store;
}

/** After everything that was due at once. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
