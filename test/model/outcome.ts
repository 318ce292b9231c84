import type { Verdict } from '../../src/plugin/verdict.js';
import type { Holding } from './holding.js';

export const OUR_COOKIE = 'dss_sso';
export const APP_COOKIE = 'dss_sso_user';

/** The options of every filter of the model, in milliseconds. */
export const TIMES = { ttl: 60_000, revalidateAfter: 300_000, grace: 300_000, maxLifetime: 7_200_000 };

/** One run of a process: a restart makes another one. */
export interface Life {
  readonly process: number;
  readonly born: number;
}

/** How a request without a message goes: with the cookies as they are, with the app's own log-out, or with a forged login of the app. */
export type VisitKind = 'as it is' | 'without the cookie of the app' | 'with a forged cookie of the app';

/** A request when it has been answered. */
export interface Outcome {
  readonly life: Life;
  /** Requests are numbered as they begin. */
  readonly number: number;
  /** The number of the latest request that had begun when this one was answered. */
  readonly latest: number;
  readonly startedAt: number;
  /** When the filter had its verdict. */
  readonly decidedAt: number;
  /** When it began: since when the gateway answers, if it does. */
  readonly upSince: number | undefined;
  readonly sent: ReadonlyMap<string, string>;
  readonly asked: Holding | VisitKind;
  readonly verdict: Verdict;
  /** The login that the interceptor was shown, or made a user for. */
  readonly loginId: string | undefined;
  /** Cookies that the answer sets or removes (`undefined`). */
  readonly answered: ReadonlyMap<string, string | undefined>;
}
