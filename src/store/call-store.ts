import { SSOError } from '../errors.js';
import { attempt, type MaybePromise } from '../maybe-promise.js';
import { STORE_REMEDY } from './store.js';

/** A store that is silent for so long (ms) is down: many clients keep calls waiting for as long as they cannot connect. */
const TIMEOUT = 2_000;

/**
 * Calls a store, synchronously where it answers with a value.
 * @throws `store-unavailable`, whatever the store throws, and if it is silent for 2 s
 */
export function callStore<T>(call: () => T | PromiseLike<T>): MaybePromise<T> {
  const answer = attempt(call, throwUnavailable);
  return answer instanceof Promise ? inTime(answer) : answer;
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(unavailable(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' })));
    }, TIMEOUT);
    // A process that is about to end waits for no store.
    timer.unref();
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}

function throwUnavailable(cause: unknown): never {
  throw unavailable(cause);
}

function unavailable(cause: unknown): SSOError {
  return new SSOError('store-unavailable', `The store failed or is silent. ${STORE_REMEDY}`, { cause });
}
