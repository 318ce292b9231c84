import { OptionsCheck } from '../options.js';
import { BoundedCache } from './bounded-cache.js';
import { KEY, type Store } from './store.js';

export interface MemoryStoreOptions {
  /** How many entries are kept, over all kinds of key. @default 100_000 */
  readonly max?: number;
}

/** The store of one process. Answers with values, never promises, so that a request of a login stays synchronous. */
export interface MemoryStore extends Store {
  get(key: string): string | undefined;
  set(key: string, value: string, options: { readonly ttl: number }): void;
  delete(key: string): void;
  close(): void;
}

const BRAND = Symbol.for('dss-sso.memoryStore');

/**
 * Keeps entries in this process, over node-cache. When it is full, the oldest confirmation makes room first (its login is then asked
 * for at the gateway again), then the oldest login, and what ended a login last: forgetting that could bring a log-out back.
 *
 * @throws `options-invalid` (`SSOError`) if `max` is not a whole number from 1 to 10,000,000
 */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const check = new OptionsCheck();
  const given = check.object(options, '', { max: true });
  const max = check.integer(given['max'], 'max', 100_000, 1, 10_000_000);
  check.throwIfAny('memoryStore');

  const confirmations = new BoundedCache<string>({ max });
  const logins = new BoundedCache<string>({ max });
  const ends = new BoundedCache<string>({ max });
  const byPriority = [confirmations, logins, ends];

  function roomOf(key: string): BoundedCache<string> {
    if (key.startsWith(KEY.confirmed)) return confirmations;
    return key.startsWith(KEY.ended) || key.startsWith(KEY.endedUser) ? ends : logins;
  }

  const store: MemoryStore = {
    get: (key) => roomOf(key).get(key),
    set(key, value, { ttl }) {
      const room = roomOf(key);
      const isFull = room.get(key) === undefined && byPriority.reduce((sum, { size }) => sum + size, 0) >= max;
      const giving = isFull ? byPriority.find(({ size }) => size > 0) : undefined;
      // A confirmation that finds no room is asked for again; a log-out that was forgotten for it could come back.
      if (giving === ends && room === confirmations) return;
      giving?.deleteOldest();
      room.set(key, value, ttl);
    },
    delete: (key) => {
      roomOf(key).delete(key);
    },
    close: () => {
      for (const room of byPriority) room.clear();
    },
  };
  return Object.defineProperty(store, BRAND, { value: true });
}

/** Whether a store is ours, in this process: others need `secret`, and are read through short-lived copies. */
export function isMemoryStore(store: Store): store is MemoryStore {
  return (store as { [BRAND]?: unknown })[BRAND] === true;
}
