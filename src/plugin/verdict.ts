import type { SSOError } from '../errors.js';
import type { DSSLogin } from './dss-login.js';

/**
 * What becomes of a request. Cookies and headers that belong to the verdict have been handed to the exchange before it is returned.
 *
 * - `pass`: the app goes on, with `login` as its DSS login, or anonymously;
 * - `redirect`: an empty answer with status 303 and this `Location`, already serialised;
 * - `refuse`: an answer with this status, these headers and this body (none for HEAD).
 */
export type Verdict =
  | { readonly kind: 'pass'; readonly login?: DSSLogin }
  | { readonly kind: 'redirect'; readonly status: 303; readonly location: string }
  | Refusal;

export interface Refusal {
  readonly kind: 'refuse';
  readonly error: SSOError;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Nothing of DSS about this request. One value for all, so that it costs nothing. */
export const PASS: Verdict = Object.freeze({ kind: 'pass' });
