/** A value where it is there, a promise only where something is really awaited: a request of a living login stays synchronous. */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on with a value, at once if it is there. */
export function chain<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Calls what may throw or reject, and hands either to `onError`. A foreign promise becomes one of ours. */
export function attempt<T, E>(
  call: () => T | PromiseLike<T>,
  onError: (cause: unknown) => MaybePromise<E>,
): MaybePromise<T | E> {
  try {
    const answer = call();
    return isThenable(answer) ? Promise.resolve(answer).catch(onError) : answer;
  } catch (cause) {
    return onError(cause);
  }
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
