import { now } from '../clock.js';
import type { SSOErrorCode } from '../errors.js';

/** So many calls without an answer, in a row, open the breaker. */
const THRESHOLD = 10;

/** For so long (ms) an open breaker refuses at once; then it lets one call through to see. */
const COOL_DOWN = 2_000;

/** Leave to make one call. Its outcome is to be told to the breaker, whatever it is. */
export interface Pass {
  readonly isProbe: boolean;
}

/** Spares a gateway that does not answer, and those who would wait for it (security.md section 8). One per gateway. */
export class CircuitBreaker {
  #failures = 0;
  #lastCode: SSOErrorCode = 'gateway-unreachable';
  #openUntil: number | undefined;
  #isProbing = false;

  /** The code to refuse with at once, while no call is let through. */
  get refusal(): SSOErrorCode | undefined {
    if (this.#openUntil === undefined) return undefined;
    return this.#isProbing || now() < this.#openUntil ? this.#lastCode : undefined;
  }

  /** Leave to call, to be asked for only where there is no {@link refusal}. */
  enter(): Pass {
    this.#isProbing = this.#openUntil !== undefined;
    return { isProbe: this.#isProbing };
  }

  /** An answer came, good or bad: the gateway is there. */
  answered(): void {
    this.#failures = 0;
    this.#openUntil = undefined;
    this.#isProbing = false;
  }

  /** No answer came. Calls that were under way when the breaker opened do not keep it open. */
  failed(pass: Pass, code: SSOErrorCode): void {
    if (!pass.isProbe && this.#openUntil !== undefined) return;
    this.#failures += 1;
    this.#lastCode = code;
    if (pass.isProbe || this.#failures >= THRESHOLD) this.#openUntil = now() + COOL_DOWN;
    if (pass.isProbe) this.#isProbing = false;
  }

  /** The call ended in a way that says nothing about the gateway. The next one may probe. */
  inconclusive(pass: Pass): void {
    if (pass.isProbe) this.#isProbing = false;
  }
}
