import { hash } from 'node:crypto';
import { now } from '../clock.js';
import { chain, type MaybePromise } from '../maybe-promise.js';
import { BoundedCache } from '../store/bounded-cache.js';
import { CLOCK_TOLERANCE, KEY, type Store } from '../store/store.js';
import type { UserNames } from './dss-user.js';
import type { RememberedLogin } from './remembered-login.js';

/** What is known of a login besides itself. */
export interface LoginState {
  readonly ended: boolean;
  /** Its own end is kept, so somebody was told of it; `endLogins` keeps the end of a user's logins only. */
  readonly isEndKept: boolean;
  /** When the gateway last confirmed it (ms); `undefined`: unknown (restart, another process, evicted). */
  readonly confirmedAt: number | undefined;
}

/** What states need of a store: they are never taken back. */
export type StateStore = Pick<Store, 'get' | 'set'>;

const MAX_CONFIRMED = 10_000;
/** Names whose key is remembered, and for how long (ms): a hash per request costs more than all else that is read of a state. */
const MAX_USER_KEYS = 2_000;
const USER_KEY_TTL = 3_600_000;

/** Further in the future it was not written by a clock like ours: the login counts as expired (security.md section 9). */
export const MAX_FUTURE = 300_000;

/**
 * Whether logins are alive. Each key has one kind of writer: `confirmed` is written by confirmations, `ended` by what ends logins, and
 * neither is taken back, so that a log-out wins against everything that happens at the same time (design.md section 2).
 */
export class LoginStates {
  readonly #store: StateStore;
  readonly #maxLifetime: number;
  /** What this process confirmed itself: a store that is full of ended logins has no room for it. */
  readonly #confirmed = new BoundedCache<string>({ max: MAX_CONFIRMED });
  readonly #userKeys = new BoundedCache<string>({ max: MAX_USER_KEYS });

  constructor(store: StateStore, maxLifetime: number) {
    this.#store = store;
    this.#maxLifetime = maxLifetime;
  }

  /** A value where the store answers with values. */
  read(login: RememberedLogin): LoginState | Promise<LoginState> {
    const ended = this.#store.get(KEY.ended + login.id);
    const isUserEnded = this.wasUserEnded(login.user, login.verifiedAt);
    const confirmed = this.#readConfirmed(login);
    if (ended instanceof Promise || isUserEnded instanceof Promise || confirmed instanceof Promise) {
      return Promise.all([ended, isUserEnded, confirmed]).then((values) => toState(...values));
    }
    return toState(ended, isUserEnded, confirmed);
  }

  #readConfirmed(login: RememberedLogin): MaybePromise<string | undefined> {
    return chain(this.#store.get(KEY.confirmed + login.id), (kept) => kept ?? this.#confirmed.get(login.id));
  }

  /** @param at - when the gateway was asked (ms) */
  confirm(login: RememberedLogin, at: number): void | Promise<void> {
    this.#confirmed.set(login.id, String(at), this.#longest);
    return this.#store.set(KEY.confirmed + login.id, String(at), { ttl: this.#longest });
  }

  /**
   * The login is over, for as long as any copy of it could be shown: a later message may have made one that lives longer than this.
   */
  end(login: RememberedLogin): void | Promise<void> {
    return this.#store.set(KEY.ended + login.id, String(now()), { ttl: this.#longest });
  }

  /** Every login of this user, or as this proxy user, that was verified before now is over. */
  endUser(userName: string): void | Promise<void> {
    return this.#store.set(this.#userKey(userName), String(now()), { ttl: this.#longest });
  }

  /** Whether {@link endUser} was called for either name, here or in another process, after the gateway named them. */
  wasUserEnded({ userName, proxyUser }: UserNames, verifiedAt: number): MaybePromise<boolean> {
    return chain(this.#wasNameEnded(userName, verifiedAt), (ended) =>
      ended || proxyUser === undefined ? ended : this.#wasNameEnded(proxyUser, verifiedAt),
    );
  }

  #wasNameEnded(name: string, verifiedAt: number): MaybePromise<boolean> {
    return chain(this.#store.get(this.#userKey(name)), (endedUser) => !outlives(verifiedAt, endedUser));
  }

  #userKey(userName: string): string {
    const known = this.#userKeys.get(userName);
    if (known !== undefined) return known;
    const key = KEY.endedUser + hash('sha256', userName, 'hex');
    this.#userKeys.set(userName, key, USER_KEY_TTL);
    return key;
  }

  /** A login from a clock that is ahead of this one lives that much longer here. */
  get #longest(): number {
    return this.#maxLifetime + MAX_FUTURE + CLOCK_TOLERANCE;
  }
}

function toState(ended: string | undefined, isUserEnded: boolean, confirmed: string | undefined): LoginState {
  // NaN without a confirmation, which compares as false.
  const confirmedAt = Number(confirmed);
  return {
    ended: ended !== undefined || isUserEnded,
    isEndKept: ended !== undefined,
    confirmedAt: confirmedAt <= now() + CLOCK_TOLERANCE ? confirmedAt : undefined,
  };
}

/**
 * A time that cannot be read compares as false: then everything counts as ended. So does a login from a clock that is ahead of this one:
 * nobody can tell whether it came before.
 */
function outlives(verifiedAt: number, endedUser: string | undefined): boolean {
  if (endedUser === undefined) return true;
  return endedUser !== '' && verifiedAt > Number(endedUser) && verifiedAt <= now() + CLOCK_TOLERANCE;
}
