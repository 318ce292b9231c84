/**
 * A small store with expiry: the state of logins, and logins themselves when `remember` is `'store'`. Values are text.
 *
 * Each method may answer with a value or a promise; a method that throws or rejects means the store is down, and is never taken for
 * "not there". `get` answers `undefined` for a key that is not there or has expired.
 */
export interface Store {
  get(key: string): string | undefined | Promise<string | undefined>;
  /** @param options.ttl - milliseconds, more than 0: the value must be gone afterwards */
  set(key: string, value: string, options: { readonly ttl: number }): void | Promise<void>;
  delete(key: string): void | Promise<void>;
  /** Whether verified tickets are kept here, too: sealed, so that all processes know of each what one has found out. @default false */
  readonly sharesTickets?: boolean;
  /** Releases what the store holds; safe to call twice. The plug-in never calls it: whoever made the store closes it. */
  close?(): void | Promise<void>;
}

/** The kinds of key the package writes; what stands after the colon is a hash or a random id. */
export const KEY = {
  confirmed: 'confirmed:',
  ended: 'ended:',
  endedUser: 'ended-user:',
  login: 'login:',
  ticket: 'ticket:',
} as const;

/**
 * How old a process's copy of what the store says may be (ms, design.md section 9): what one of several processes writes is known to
 * all within this time.
 */
export const COPY_TTL = 1_000;

/** ms by which clocks of processes may differ: a time further in the future says nothing (security.md section 9). */
export const CLOCK_TOLERANCE = 5_000;

/** For log lines about a store that fails. */
export const STORE_REMEDY = 'Check that it runs, has room, and can be reached from this process.';
