import NodeCache from 'node-cache';
import { now } from '../clock.js';

/** Before every key: node-cache keeps its entries in a plain object, where a key such as `__proto__` would change what it is. */
const PREFIX = 'k:';

/** How many entries each `set` looks at for expiry: more than it adds, so that the sweep keeps up, and few, so that no call is slow. */
const SWEPT_PER_SET = 2;

interface Expiry {
  readonly expiry: number;
  readonly keptAs: string;
}

/**
 * A bounded cache in memory: when it is full, the entry that was set longest ago makes room.
 *
 * node-cache holds the values, without clones (they are frozen, and a clone costs more than all the rest) and without its TTL and
 * timer: it reads the wall clock, which can jump, and its sweep visits everything at once. Expiry and order are kept here, by the
 * monotonic clock; its `maxKeys` is not used, because it throws when full, even on overwriting.
 */
export class BoundedCache<V> {
  readonly #max: number;
  readonly #values = new NodeCache({ useClones: false, stdTTL: 0, checkperiod: 0 });
  /** When each key expires (ms), in the order in which the keys were set, and the key as node-cache has it: made once, not per look-up. */
  readonly #expiries = new Map<string, Expiry>();
  #sweep = this.#expiries.entries();

  /**
   * @param options - `max`: entries
   * @throws TypeError unless `max` is a whole number above 0
   */
  constructor({ max }: { readonly max: number }) {
    if (!Number.isSafeInteger(max) || max < 1) throw new TypeError('max must be a whole number above 0');
    this.#max = max;
  }

  /** Entries that are kept, expired ones that no sweep has met yet among them. */
  get size(): number {
    return this.#expiries.size;
  }

  /** The value, or `undefined` if there is none or it has expired. */
  get(key: string): V | undefined {
    const known = this.#expiries.get(key);
    if (known === undefined) return undefined;
    if (known.expiry > now()) return this.#values.get<V>(known.keptAs);
    this.delete(key);
    return undefined;
  }

  /**
   * Keeps a value for `ttlMs` milliseconds; 0 or less keeps nothing and forgets what was there. Setting a key again makes it the newest.
   *
   * @throws TypeError unless `ttlMs` is a finite number
   */
  set(key: string, value: V, ttlMs: number): void {
    if (!Number.isFinite(ttlMs)) throw new TypeError('ttlMs must be a finite number of milliseconds');
    this.delete(key);
    this.#sweepSome();
    if (ttlMs <= 0) return;
    if (this.#expiries.size >= this.#max) this.deleteOldest();
    const keptAs = PREFIX + key;
    this.#expiries.set(key, { expiry: now() + ttlMs, keptAs });
    this.#values.set(keptAs, value, 0);
  }

  /** Whether there was an entry. */
  delete(key: string): boolean {
    this.#values.del(PREFIX + key);
    return this.#expiries.delete(key);
  }

  clear(): void {
    this.#expiries.clear();
    this.#values.flushAll();
  }

  /** The entries that have not expired, oldest first. Deleting during the iteration is safe. */
  *entries(): IterableIterator<[key: string, value: V]> {
    for (const [key, { expiry, keptAs }] of this.#expiries) {
      if (expiry > now()) yield [key, this.#values.get<V>(keptAs) as V];
    }
  }

  /** Makes room: the entry that was set longest ago goes. */
  deleteOldest(): void {
    const [oldest] = this.#expiries.keys();
    if (oldest !== undefined) this.delete(oldest);
  }

  #sweepSome(): void {
    for (let looked = 0; looked < SWEPT_PER_SET; looked += 1) {
      const next = this.#sweep.next();
      if (next.done === true) {
        this.#sweep = this.#expiries.entries();
        return;
      }
      const [key, { expiry }] = next.value;
      if (expiry <= now()) this.delete(key);
    }
  }
}
