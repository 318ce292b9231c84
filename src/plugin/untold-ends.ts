import { now } from '../clock.js';
import { BoundedCache } from '../store/bounded-cache.js';
import { callStore } from '../store/call-store.js';
import type { Store } from '../store/store.js';

const MAX_UNTOLD = 100_000;
/** After a failure the store is left alone for so long (ms): one that is full answers reads, and each of them would try again. */
const PAUSE = 1_000;

/** Ends of logins that a shared store could not be told of. */
export interface UntoldEnds {
  keep(key: string, value: string, ttl: number): void;
  /** The store has been told of this key. */
  forget(key: string): void;
  /** The store has just answered: it is told what is left, for as long as it goes on answering. Nobody waits for it. */
  tell(): void;
}

/** While this process lives, what ended a login here reaches the other processes when the store is back. */
export function untoldEnds(shared: Store): UntoldEnds {
  const untold = new BoundedCache<{ readonly value: string; readonly until: number }>({ max: MAX_UNTOLD });
  let isTelling = false;
  let pausedUntil = -Infinity;

  async function tellAll(): Promise<void> {
    for (const [key, { value, until }] of untold.entries()) {
      const known: unknown = await callStore(() => shared.get(key));
      // States are times: what another process wrote later stays.
      if (typeof known !== 'string' || Number(known) < Number(value)) {
        await callStore(() => shared.set(key, value, { ttl: Math.max(1, until - now()) }));
      }
      if (untold.get(key)?.value === value) untold.delete(key);
    }
  }

  return {
    keep(key, value, ttl) {
      untold.set(key, { value, until: now() + ttl }, ttl);
    },
    forget(key) {
      untold.delete(key);
    },
    tell() {
      if (isTelling || untold.size === 0 || now() < pausedUntil) return;
      isTelling = true;
      tellAll()
        .catch(() => {
          pausedUntil = now() + PAUSE;
        })
        .finally(() => {
          isTelling = false;
        });
    },
  };
}
