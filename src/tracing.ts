import { tracingChannel, type TracingChannel } from 'node:diagnostics_channel';
import { now } from './clock.js';
import { isSSOError, type SSOError, type SSOErrorCode } from './errors.js';

/** How something that is traced came out. Nothing of it is there before `asyncStart`, or before `error` where it failed. */
export interface TraceOutcome {
  /** ms. */
  duration?: number;
  /** Why it failed; `interceptor-failed` stands for anything unexpected. */
  code?: SSOErrorCode;
  /** The error with that code. Not there where the error is not ours: it may hold anything. */
  error?: SSOError;
}

/**
 * Runs something, and tells those who listen.
 *
 * @param contextOf - what is known at the start; called only if somebody listens
 * @param outcomeOf - what is known at the end, with the value unless it failed
 */
export type Tracer<Context extends TraceOutcome> = <T>(
  contextOf: () => Context,
  run: () => Promise<T>,
  outcomeOf?: (value: T | undefined) => Partial<Context>,
) => Promise<T>;

/**
 * Publishes on the five channels of a `tracingChannel` as Node's own `tracePromise` does: `start` (with the stores of `bindStore`) and
 * `end` around the synchronous part, `error` where it fails, `asyncStart` and `asyncEnd` when it is over. All five get one object, which
 * holds what is stated here and not what came back: that may be a login. Without subscribers nothing is made.
 *
 * A subscriber that throws changes nothing here: Node reports it as an uncaught exception, outside of this call.
 */
export function createTracer<Context extends TraceOutcome>(name: string): Tracer<Context> {
  const channel: TracingChannel<unknown, Context> = tracingChannel(name);
  return (contextOf, run, outcomeOf = () => ({})) => {
    if (!channel.hasSubscribers) return run();
    const context = contextOf();
    const startedAt = now();
    return channel.start.runStores(context, () => {
      const outcome = finish(channel, context, startedAt, run(), outcomeOf);
      channel.end.publish(context);
      return outcome;
    });
  };
}

async function finish<T, Context extends TraceOutcome>(
  channel: TracingChannel<unknown, Context>,
  context: Context,
  startedAt: number,
  running: Promise<T>,
  outcomeOf: (value: T | undefined) => Partial<Context>,
): Promise<T> {
  try {
    const value = await running;
    Object.assign(context, outcomeOf(value), { duration: now() - startedAt });
    return value;
  } catch (error) {
    Object.assign(context, outcomeOf(undefined), { duration: now() - startedAt }, failureOf(error));
    channel.error.publish(context);
    throw error;
  } finally {
    channel.asyncStart.publish(context);
    channel.asyncEnd.publish(context);
  }
}

function failureOf(error: unknown): TraceOutcome {
  return isSSOError(error) ? { code: error.code, error } : { code: 'interceptor-failed' };
}
