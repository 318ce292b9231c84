import { isSSOError } from '../../src/errors.js';

/** The code a call fails with; `undefined` if it succeeds. Errors that are not ours come through, so that the test fails with them. */
export function codeOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (isSSOError(error)) return error.code;
    throw error;
  }
}
