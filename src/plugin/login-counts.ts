import type { SSOErrorCode } from '../errors.js';
import type { LoginEventType } from './login-events.js';

/** Numbers since the filter was made, for dashboards. */
export interface SSOPluginStats {
  readonly logins: number;
  readonly switches: number;
  readonly logouts: number;
  /** Refused requests by code; a code that never occurred is not there. */
  readonly refusals: Readonly<Partial<Record<SSOErrorCode, number>>>;
  readonly gatewayCalls: number;
  readonly gatewayFailures: number;
  readonly ticketCache: { readonly size: number; readonly hits: number; readonly misses: number };
}

/** Counts events by type, and refusals by code. */
export class LoginCounts {
  readonly #types = new Map<LoginEventType, number>();
  readonly #refusals = new Map<SSOErrorCode, number>();

  add(type: LoginEventType, code: SSOErrorCode | undefined): void {
    this.#types.set(type, this.of(type) + 1);
    if (type === 'refusal' && code !== undefined) this.#refusals.set(code, (this.#refusals.get(code) ?? 0) + 1);
  }

  of(type: LoginEventType): number {
    return this.#types.get(type) ?? 0;
  }

  get refusals(): SSOPluginStats['refusals'] {
    return Object.fromEntries(this.#refusals);
  }
}
