import { isSSOError } from '../errors.js';
import type { MaybePromise } from '../maybe-promise.js';

/**
 * Writes the state of a login where a store that is down must not stop what is being done: this process remembers what it wrote
 * (design.md section 9).
 */
export async function ignoreStore(write: () => MaybePromise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isSSOError(error)) throw error;
  }
}
