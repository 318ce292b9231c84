import { parseCookieHeader } from '../message/cookie-header.js';
import type { HiddenMap } from '../message/hidden-map.js';
import { AppSession } from './app-session.js';
import { toRemovedCookie, toResponseCookie, type Cookie, type CookieDefaults, type CookiePlace } from './cookie.js';
import { newRequestId } from './request-id.js';
import type { EventSubject } from './login-events.js';
import type { RememberedLogin } from './remembered-login.js';
import type { SSOExchange } from './sso-exchange.js';
import type { SSOPluginSettings } from './sso-plugin-settings.js';

/** One request with which the filter has something to do: the exchange, and what is read from it once. */
export class Visit<Req> {
  readonly exchange: SSOExchange<Req>;
  readonly settings: SSOPluginSettings<Req>;
  readonly session: AppSession<Req>;
  /** Whether cookies of this request are Secure: then their names begin with `__Host-`. */
  readonly secureCookies: boolean;
  /** The login this browser showed, alive or not, once it was looked for. */
  login: RememberedLogin | undefined;
  /** What was found out so far about a message and its sender: a refusal's event tells it. */
  subject: EventSubject | undefined;
  readonly #placesSet: CookiePlace[] = [];
  #requestId: string | undefined;
  #cookies: HiddenMap | undefined;
  #cookieHeader: string | undefined;

  constructor(exchange: SSOExchange<Req>, settings: SSOPluginSettings<Req>) {
    this.exchange = exchange;
    this.settings = settings;
    this.session = new AppSession(exchange, settings.session);
    // Frames need Secure cookies, and get them on loopback without TLS, too; elsewhere `embedded` lets nobody in without TLS.
    const isSecure = this.secure || settings.embedded;
    this.secureCookies = settings.cookie.secure === 'auto' ? isSecure : settings.cookie.secure;
  }

  /** Whether the browser sees this app over TLS. */
  get secure(): boolean {
    return this.exchange.secure || this.settings.publicOrigin?.protocol === 'https:';
  }

  /** Names this request in events, logs and refusals. */
  get requestId(): string {
    this.#requestId ??= newRequestId();
    return this.#requestId;
  }

  /** The cookies of the request as the app sees it now: those we set are there, those we removed are not. */
  get cookies(): HiddenMap {
    const header = this.exchange.headers.cookie;
    if (this.#cookies === undefined || header !== this.#cookieHeader) {
      this.#cookieHeader = header;
      this.#cookies = parseCookieHeader(header);
    }
    return this.#cookies;
  }

  get cookieDefaults(): CookieDefaults {
    return { secure: this.secureCookies, embedded: this.settings.embedded };
  }

  /** @throws `TypeError` for what is no cookie, or too long for one */
  setCookie(cookie: Cookie, defaults: CookieDefaults = this.cookieDefaults): CookiePlace {
    const { header, value, ...place } = toResponseCookie(cookie, defaults);
    this.#keepFromCaches();
    this.exchange.setCookie({ header, value, ...place });
    this.#placesSet.push(place);
    return place;
  }

  /** Takes back the cookies set during this request. */
  removeCookiesSetHere(): void {
    for (const place of this.#placesSet) this.removeCookie(place);
  }

  removeCookie(place: CookiePlace, defaults: CookieDefaults = this.cookieDefaults): void {
    this.#keepFromCaches();
    this.exchange.setCookie(toRemovedCookie(place, defaults));
  }

  /** An answer that sets or removes a cookie belongs to one browser (security.md section 12). */
  #keepFromCaches(): void {
    this.exchange.setHeader('Cache-Control', 'no-store');
  }
}
