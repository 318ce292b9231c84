import type { Store } from '../../src/store/store.js';
import { now } from './clock.js';

/** A store that several processes share: it answers with promises. */
export function remoteStore(): Store {
  const entries = new Map<string, { readonly value: string; readonly until: number }>();
  const later = async <T>(act: () => T): Promise<T> => {
    await Promise.resolve();
    const outcome = act();
    await Promise.resolve();
    return outcome;
  };
  return {
    get: (key) =>
      later(() => {
        const entry = entries.get(key);
        return entry !== undefined && entry.until > now() ? entry.value : undefined;
      }),
    set: (key, value, { ttl }) => later(() => void entries.set(key, { value, until: now() + ttl })),
    delete: (key) => later(() => void entries.delete(key)),
  };
}
