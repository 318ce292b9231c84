import type { Logger } from '../logger.js';
import { quietWarning } from '../quiet-warning.js';
import { BoundedCache } from '../store/bounded-cache.js';
import { callStore } from '../store/call-store.js';
import { memoryStore } from '../store/memory-store.js';
import { COPY_TTL, KEY, STORE_REMEDY, type Store } from '../store/store.js';
import type { StateStore } from './login-states.js';
import { untoldEnds } from './untold-ends.js';

const MAX_COPIES = 100_000;

/**
 * The state of logins in a store that several processes share, read through copies at most 1 s old. While the store is down, logins go
 * on by what this process knows by itself (a state it does not know is asked for at the gateway), and a log-out is kept here but
 * reported as `store-unavailable`, because the other processes do not know of it. When the store is back it is told.
 */
export function sharedStates(shared: Store, logger: Logger): StateStore {
  const own = memoryStore({ max: MAX_COPIES });
  const copies = new BoundedCache<{ readonly value: string | undefined }>({ max: MAX_COPIES });
  const untold = untoldEnds(shared);
  const warnOfRead = quietWarning(
    logger,
    `The store is down: logins go on by what this process knows. ${STORE_REMEDY}`,
  );
  const warnOfWrite = quietWarning(
    logger,
    `The store is down: other processes are not told of what happened to a login here. ${STORE_REMEDY}`,
  );
  let isAway = false;

  return {
    get(key) {
      const copy = copies.get(key);
      if (copy !== undefined) return copy.value;
      return fetchState(key);
    },
    async set(key, value, options) {
      own.set(key, value, options);
      copies.set(key, { value }, COPY_TTL);
      try {
        await callStore(() => shared.set(key, value, options));
        untold.forget(key);
      } catch (error) {
        // Without its confirmation a login is asked for at the gateway; without its end a copy of it could live on elsewhere.
        if (!key.startsWith(KEY.confirmed)) untold.keep(key, value, options.ttl);
        warnOfWrite(error);
        throw error;
      }
    },
  };

  async function fetchState(key: string): Promise<string | undefined> {
    try {
      const value: unknown = await callStore(() => shared.get(key));
      if (isAway) logger.info('The store answers again.');
      isAway = false;
      untold.tell();
      // What this process wrote while the store was away still holds. Clients of stores say null for nothing.
      const known = later(typeof value === 'string' ? value : undefined, own.get(key));
      copies.set(key, { value: known }, COPY_TTL);
      return known;
    } catch (error) {
      isAway = true;
      warnOfRead(error);
      // Kept like an answer: a store that is silent is not to hold up every request.
      const known = own.get(key);
      copies.set(key, { value: known }, COPY_TTL);
      return known;
    }
  }
}

/** States are times: of two the later one counts. */
function later(shared: string | undefined, own: string | undefined): string | undefined {
  if (shared === undefined || own === undefined) return shared ?? own;
  return Number(own) > Number(shared) ? own : shared;
}
