import { now } from '../clock.js';
import { describeCause, isSSOError } from '../errors.js';
import type { Logger } from '../logger.js';

/** A store that is down is told to the log once in so long (ms), not with every request. */
const QUIET = 10_000;
const REMEDY = 'Check that it runs, has room, and can be reached from this process.';

/** A warning about a store, with what the store said, and what to do. @param what - what it means: a sentence */
export function quietWarning(logger: Pick<Logger, 'warn'>, what: string): (error: unknown) => void {
  let quietUntil = -Infinity;
  return (error) => {
    if (now() < quietUntil) return;
    quietUntil = now() + QUIET;
    const cause = isSSOError(error) ? error.cause : undefined;
    logger.warn(`${what} ${REMEDY}`, cause ?? describeCause(error));
  };
}
