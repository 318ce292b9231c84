import { now } from '../clock.js';
import { isSSOError, type SSOError } from '../errors.js';
import type { TrustedGateways } from '../gateway/trusted-gateways.js';
import type { TicketQuestion } from '../gateway/ticket-question.js';
import type { VerifiedTickets } from '../gateway/verified-tickets.js';
import type { Logger } from '../logger.js';
import type { MaybePromise } from '../maybe-promise.js';
import { HiddenMap } from '../message/hidden-map.js';
import { quietWarning } from '../quiet-warning.js';
import { BoundedCache } from '../store/bounded-cache.js';
import { CLOCK_TOLERANCE } from '../store/store.js';
import { ignoreStore } from './ignore-store.js';
import { traceConfirm } from './plugin-traces.js';
import type { LoginState, LoginStates } from './login-states.js';
import { proxyTicketOf, ticketOf, type RememberedLogin } from './remembered-login.js';

/** How long after a failed confirmation the gateway is left alone, so that one that hangs does not slow every request (ms). */
const RETRY_AFTER = 10_000;
const MAX_FAILURES = 100_000;
/** Confirmations come up to this part of `revalidateAfter` early, each login at its own time, so that not all come at once. */
const SPREAD = 0.1;
const UNCONFIRMED =
  'The gateway does not confirm logins: they go on until grace is over. Check that it runs and that this host can reach it.';

export interface ConfirmationSettings {
  readonly gateways: TrustedGateways;
  readonly forwardCookies: readonly string[];
  readonly revalidateAfter: number | false;
  readonly grace: number;
  readonly logger: Pick<Logger, 'warn'>;
}

/** What a confirmation tells: for events. */
export type OnConfirmation = (
  type: 'revalidated' | 'unconfirmed' | 'logout',
  login: RememberedLogin,
  error?: SSOError,
) => void;

/**
 * Asks the gateway again whose ticket a remembered login holds, when the last answer is too old or unknown. Only requests of that
 * login ask, one at a time for each login. A confirmation writes its own key and nothing else, so that no race can bring a login back
 * (security.md section 9).
 */
export class Confirmations {
  readonly #settings: ConfirmationSettings;
  readonly #tickets: VerifiedTickets;
  readonly #states: LoginStates;
  readonly #flights = new Map<string, Promise<boolean>>();
  readonly #failures = new BoundedCache<SSOError>({ max: MAX_FAILURES });
  readonly #warn: (error: unknown) => void;

  constructor(settings: ConfirmationSettings, tickets: VerifiedTickets, states: LoginStates) {
    this.#settings = settings;
    this.#tickets = tickets;
    this.#states = states;
    this.#warn = quietWarning(settings.logger, UNCONFIRMED);
  }

  /**
   * Whether a login that has not ended is alive, asking where that is due.
   * @param request - the one that waits for it; its id is made where somebody asks for it
   * @throws the gateway's code once it could not be asked for longer than `grace`
   */
  isAlive(
    login: RememberedLogin,
    state: LoginState,
    request: { readonly requestId: string },
    tell: OnConfirmation,
  ): MaybePromise<boolean> {
    if (!this.#isDue(login, state)) return true;
    const failure = this.#failures.get(login.id);
    if (failure !== undefined) return this.#serveUnconfirmed(login, state, failure);
    return this.#ask(login, request, tell).catch(async (error: unknown) => {
      if (!isSSOError(error)) throw error;
      // Somebody may have logged out while the gateway was asked.
      return !(await this.#states.read(login)).ended && this.#serveUnconfirmed(login, state, error);
    });
  }

  #isDue(login: RememberedLogin, state: LoginState): boolean {
    if (state.confirmedAt === undefined || login.verifiedAt > now() + CLOCK_TOLERANCE) return true;
    const { revalidateAfter } = this.#settings;
    return (
      revalidateAfter !== false && now() > state.confirmedAt + revalidateAfter * (1 - SPREAD * fractionOf(login.id))
    );
  }

  /** An unknown state counts as confirmed when the login was verified. */
  #serveUnconfirmed(login: RememberedLogin, state: LoginState, error: SSOError): true {
    const { revalidateAfter, grace } = this.#settings;
    const confirmedAt = state.confirmedAt ?? Math.min(login.verifiedAt, now());
    if (now() > confirmedAt + (revalidateAfter === false ? 0 : revalidateAfter) + grace) throw error;
    return true;
  }

  #ask(login: RememberedLogin, request: { readonly requestId: string }, tell: OnConfirmation): Promise<boolean> {
    const known = this.#flights.get(login.id);
    if (known !== undefined) return known;
    const flight = traceConfirm(
      () => ({ requestId: request.requestId, gateway: login.dssUrl }),
      () => this.#confirm(login, tell),
      (isAlive) => (isAlive === undefined ? {} : { result: isAlive ? 'confirmed' : 'ended' }),
    ).finally(() => this.#flights.delete(login.id));
    this.#flights.set(login.id, flight);
    return flight;
  }

  async #confirm(login: RememberedLogin, tell: OnConfirmation): Promise<boolean> {
    try {
      const confirmedAt = await this.#askedAndSame(login);
      if (confirmedAt === undefined) {
        await ignoreStore(() => this.#states.end(login));
        tell('logout', login);
        return false;
      }
      await ignoreStore(() => this.#states.confirm(login, confirmedAt));
      // Somebody may have logged out while the gateway was asked.
      if ((await this.#states.read(login)).ended) return false;
      tell('revalidated', login);
      return true;
    } catch (error) {
      if (!isSSOError(error)) throw error;
      // Too many calls at once say nothing about the gateway: the next request may ask.
      if (error.code !== 'gateway-busy') this.#failures.set(login.id, error, RETRY_AFTER);
      this.#warn(error);
      tell('unconfirmed', login, error);
      throw error;
    }
  }

  /** When the gateway was asked and named the same users; `undefined` if it no longer does. */
  async #askedAndSame(login: RememberedLogin): Promise<number | undefined> {
    const question = questionOf(login, this.#settings);
    // An entry taken out of the options vouches for nobody any more.
    if (question === undefined) return undefined;
    try {
      const { userName, proxyUser, verifiedAt } = await this.#tickets.confirm(question);
      return userName === login.user.userName && proxyUser === login.user.proxyUser ? verifiedAt : undefined;
    } catch (error) {
      if (isDefiniteNo(error)) return undefined;
      throw error;
    }
  }
}

/** The question a login's own cookies ask. */
export function questionOf(
  login: RememberedLogin,
  { gateways, forwardCookies }: Pick<ConfirmationSettings, 'gateways' | 'forwardCookies'>,
): TicketQuestion | undefined {
  const gateway = gateways.all.find(({ url }) => url === login.dssUrl);
  const proxyTicket = proxyTicketOf(login);
  return gateway === undefined
    ? undefined
    : {
        gateway,
        ticket: ticketOf(login),
        ...(proxyTicket !== undefined && { proxyTicket }),
        forwarded: new HiddenMap([...login.cookies].filter(([name]) => forwardCookies.includes(name))),
      };
}

/** Whether the gateway said no, as opposed to not saying anything (security.md section 8). */
export function isDefiniteNo(error: unknown): boolean {
  return isSSOError(error) && (error.code === 'ticket-rejected' || error.code === 'proxy-user-denied');
}

function fractionOf(id: string): number {
  return (id.charCodeAt(0) % 32) / 32;
}
