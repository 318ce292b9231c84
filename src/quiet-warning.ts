import { now } from './clock.js';
import { describeCause, isSSOError } from './errors.js';
import type { Logger } from './logger.js';

/** What stays wrong for a while is told to the log once in so long (ms), not with every request. */
const QUIET = 10_000;

/** A warning of something outside that fails, with what it said. @param sentence - what it means, and what to do */
export function quietWarning(logger: Pick<Logger, 'warn'>, sentence: string): (error: unknown) => void {
  let quietUntil = -Infinity;
  return (error) => {
    if (now() < quietUntil) return;
    quietUntil = now() + QUIET;
    logger.warn(sentence, isSSOError(error) ? { code: error.code, cause: error.cause } : describeCause(error));
  };
}
