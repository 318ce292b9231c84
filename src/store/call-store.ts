import { SSOError } from '../errors.js';
import { attempt, type MaybePromise } from '../maybe-promise.js';

/** Calls a store, synchronously where it answers with a value. @throws `store-unavailable`, whatever the store throws */
export function callStore<T>(call: () => T | PromiseLike<T>): MaybePromise<T> {
  return attempt(call, throwUnavailable);
}

function throwUnavailable(cause: unknown): never {
  throw new SSOError(
    'store-unavailable',
    'The store does not answer. Check that it runs and can be reached from this process.',
    { cause },
  );
}
