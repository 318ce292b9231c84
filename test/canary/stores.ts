import { MemoryStore as SessionMemoryStore, type SessionData } from 'express-session';
import { memoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import type { Outputs } from './outputs.js';
import type { Saboteur } from './saboteur.js';

/** A store of somebody else's: every answer is a promise. What is kept is seen. */
export function remoteStore(outputs: Outputs, saboteur: Saboteur): Store {
  const kept = new Map<string, string>();
  const call = <T>(method: string, key: string, act: () => T): Promise<T> => {
    outputs.add(`store.${method}`, key);
    return Promise.resolve().then(() => {
      saboteur.strike('store');
      return act();
    });
  };
  return {
    get: (key) => call('get', key, () => kept.get(key)),
    set: (key, value) => {
      outputs.add('store.set', value);
      return call('set', key, () => void kept.set(key, value));
    },
    delete: (key) => call('delete', key, () => void kept.delete(key)),
  };
}

/** The package's own store in memory. What is kept is seen. */
export function watchedMemoryStore(outputs: Outputs): Store {
  const store = memoryStore();
  const set = store.set.bind(store);
  store.set = (key, value, options) => {
    outputs.add('memory store', `${key}\n${value}`);
    set(key, value, options);
  };
  return store;
}

/** express-session's own store. What is kept is seen; the keys are the session's ids, which is what they are for. */
export function expressSessions(outputs: Outputs, saboteur: Saboteur): unknown {
  class WatchedStore extends SessionMemoryStore {
    override set(id: string, data: SessionData, done?: (error?: unknown) => void): void {
      outputs.add('session store', JSON.stringify(data));
      if (!this.#fails(done)) super.set(id, data, done);
    }

    override destroy(id: string, done?: (error?: unknown) => void): void {
      if (!this.#fails(done)) super.destroy(id, done);
    }

    #fails(done: ((error?: unknown) => void) | undefined): boolean {
      try {
        saboteur.strike('session');
        return false;
      } catch (error) {
        done?.(error);
        return true;
      }
    }
  }
  return new WatchedStore();
}

/** A store for koa-session. What is kept is seen. */
export function koaSessions(outputs: Outputs, saboteur: Saboteur): unknown {
  const kept = new Map<string, unknown>();
  const act = <T>(run: () => T): Promise<T> =>
    Promise.resolve().then(() => {
      saboteur.strike('session');
      return run();
    });
  return {
    get: (key: string) => Promise.resolve(kept.get(key)),
    set: (key: string, value: unknown) => {
      outputs.add('session store', JSON.stringify(value));
      return act(() => void kept.set(key, value));
    },
    destroy: (key: string) => act(() => void kept.delete(key)),
  };
}
