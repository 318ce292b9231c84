import { attempt } from '../maybe-promise.js';
import { isSSOError, SSOError } from '../errors.js';
import { isDSSRequest, queryOf } from '../message/parameters.js';
import { cookieHeaderHas } from '../message/cookie-header.js';
import { readMessage } from '../message/read-message.js';
import { sessionKeyOf } from './carriers/session-carrier.js';
import { cleanUrl } from './clean-url.js';
import { overTLS } from './cookie-name.js';
import { createFilterParts, type FilterParts } from './filter-parts.js';
import type { SSOPluginStats } from './login-counts.js';
import { currentLogin, recallLogin } from './login-path.js';
import { trustedOrigins } from './message-checks.js';
import { followMessage } from './message-path.js';
import { traceMessage, type MessageTrace } from './plugin-traces.js';
import { newRequestId } from './request-id.js';
import { toRefusal, type RefusalSettings } from './refusal.js';
import { subjectOf } from './remembered-login.js';
import type { SSOExchange } from './sso-exchange.js';
import type { SSOPluginOptions } from './sso-plugin-options.js';
import { checkSSOPluginOptions } from './sso-plugin-settings.js';
import { PASS, type Refusal, type Verdict } from './verdict.js';
import { Visit } from './visit.js';

/**
 * The plug-in, for any framework: a request comes in as an exchange, a verdict comes out. The adapters (`dss-sso/express`,
 * `dss-sso/http`) wrap it; whoever has another framework calls {@link handle}.
 *
 * @typeParam Req - the framework's request, as the interceptor gets it
 * @throws `options-invalid` (`SSOError`) at construction, naming every problem
 */
export class SSOPluginFilter<Req = unknown> {
  readonly #parts: FilterParts<Req>;
  readonly #refusalSettings: RefusalSettings;
  readonly #cookieName: string;
  readonly #sessionKey: string;
  readonly #secureCookieName: string;

  constructor(options: SSOPluginOptions<Req>) {
    const settings = checkSSOPluginOptions(options);
    const { errorPage, logger } = settings;
    this.#parts = createFilterParts(settings);
    this.#cookieName = settings.cookie.name;
    this.#sessionKey = sessionKeyOf(settings.appName);
    this.#secureCookieName = overTLS(settings.cookie.name, true);
    this.#refusalSettings = { errorPage, logger, frameAncestors: [...trustedOrigins(settings)] };
  }

  /**
   * What becomes of a request. Never throws and never rejects: what goes wrong is a refusal. A value where nothing has to be awaited.
   */
  handle(exchange: SSOExchange<Req>): Verdict | Promise<Verdict> {
    const { target, method } = exchange;
    const visit = new Visit(exchange, this.#parts.settings);
    return attempt<Verdict, Verdict>(
      () => {
        if (isDSSRequest(target)) {
          // The app's own query parser is called here.
          exchange.removeMessage();
          // A preflight asks before the request itself: it logs nobody in.
          if (method !== 'OPTIONS') return this.#enter(visit, queryOf(target) ?? '');
        }
        return recallLogin(visit, this.#parts);
      },
      (error) => this.#refuse(visit, error),
    );
  }

  /**
   * Whether {@link handle} could do anything but pass this request. Cheap, exact enough, and without allocation: adapters ask it first.
   *
   * @param target - the raw request target
   * @param session - the framework's session of this request, if it has one
   */
  concerns(request: Req, target: string, cookieHeader: string | undefined, session: unknown): boolean {
    if (isDSSRequest(target)) return true;
    if (cookieHeaderHas(cookieHeader, this.#cookieName) || cookieHeaderHas(cookieHeader, this.#secureCookieName))
      return true;
    const port = this.#parts.settings.session;
    const data = port === undefined ? session : port.get(request);
    return (
      typeof data === 'object' && data !== null && (data as Record<string, unknown>)[this.#sessionKey] !== undefined
    );
  }

  /**
   * Ends every login of a user, under the own name or as a proxy user, that was verified before now: here at once, elsewhere when the
   * store is shared.
   * @throws `store-unavailable` if other processes could not be told
   */
  async endLogins(userName: string): Promise<void> {
    if (typeof userName !== 'string') throw new TypeError('endLogins needs the name of a user');
    this.#parts.tickets.dropUser(userName);
    await this.#parts.states.endUser(userName);
  }

  stats(): SSOPluginStats {
    const { counts, client, tickets } = this.#parts;
    const { calls, failures } = client.stats();
    return {
      logins: counts.of('login'),
      switches: counts.of('switch'),
      logouts: counts.of('logout'),
      refusals: counts.refusals,
      gatewayCalls: calls,
      gatewayFailures: failures,
      ticketCache: tickets.stats(),
    };
  }

  /**
   * Releases the sockets; a message that comes later is refused. Safe to call twice; a process can exit without it. A store that was
   * given stays open: it may be used elsewhere.
   */
  close(): Promise<void> {
    this.#parts.client.close();
    return Promise.resolve();
  }

  /**
   * The refusal of a request that needs a login and has none.
   * @param portalUrl - where a login begins @default the first of `portalOrigins`, else the first gateway
   */
  refuseAnonymous(headers: SSOExchange['headers'], portalUrl?: string): Refusal {
    const { settings, tell } = this.#parts;
    const error = new SSOError('login-required', 'The route needs a DSS login, and the request has none.');
    const loginUrl = portalUrl ?? settings.portalOrigins[0] ?? settings.gateways.all[0]?.url;
    const requestId = newRequestId();
    tell('refusal', requestId, undefined, error);
    return toRefusal(error, { headers, requestId, ...(loginUrl !== undefined && { loginUrl }) }, this.#refusalSettings);
  }

  async #enter(visit: Visit<Req>, query: string): Promise<Verdict> {
    const { exchange, settings } = visit;
    exchange.setHeader('Cache-Control', 'no-store');
    exchange.setHeader('Referrer-Policy', 'no-referrer');
    try {
      return await traceMessage(
        () => ({ requestId: visit.requestId }),
        async () => {
          const message = readMessage(query, settings);
          return message === undefined ? PASS : followMessage(message, visit, this.#parts);
        },
        (verdict) => outcomeOf(visit, verdict),
      );
    } catch (error) {
      return this.#refuse(visit, error, await this.#continueUrl(visit));
    }
  }

  #refuse(visit: Visit<Req>, cause: unknown, continueUrl?: string): Refusal {
    const { logger } = this.#parts.settings;
    const { requestId } = visit;
    const error = isSSOError(cause)
      ? cause
      : new SSOError('interceptor-failed', 'An unexpected error: see its cause.', { cause });
    logger.warn(error.message, {
      code: error.code,
      requestId,
      ...(error.cause !== undefined && { cause: error.cause }),
    });
    const subject = visit.subject ?? (visit.login && subjectOf(visit.login));
    this.#parts.tell('refusal', requestId, subject, error);
    const { headers } = visit.exchange;
    return toRefusal(
      error,
      { headers, requestId, ...(continueUrl !== undefined && { continueUrl }) },
      this.#refusalSettings,
    );
  }

  /** Back to the page without the message, where this browser still has a login. */
  async #continueUrl(visit: Visit<Req>): Promise<string | undefined> {
    try {
      return (await currentLogin(visit, this.#parts)) === undefined ? undefined : cleanUrl(visit.exchange.target);
    } catch {
      return undefined;
    }
  }
}

/** For those who trace: the message itself is no part of it. */
function outcomeOf<Req>({ subject }: Visit<Req>, verdict: Verdict | undefined): Partial<MessageTrace> {
  return {
    ...(subject?.gateway !== undefined && { gateway: subject.gateway }),
    ...(verdict !== undefined && verdict.kind !== 'refuse' && { result: verdict.kind }),
  };
}
