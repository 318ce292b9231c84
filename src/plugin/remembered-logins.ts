import type { Cluster } from 'node:cluster';
import { now } from '../clock.js';
import { chain, type MaybePromise } from '../maybe-promise.js';
import { isMemoryStore } from '../store/memory-store.js';
import type { Carrier, CarrierKind } from './carriers/carrier.js';
import { cookieCarrier } from './carriers/cookie-carrier.js';
import { sessionCarrier, sessionKeyOf } from './carriers/session-carrier.js';
import { storeCarrier } from './carriers/store-carrier.js';
import { createLoginVault } from './login-vault.js';
import { MAX_FUTURE } from './login-states.js';
import type { RememberedLogin } from './remembered-login.js';
import type { SSOPluginSettings } from './sso-plugin-settings.js';
import type { Visit } from './visit.js';

const READING_ORDER: readonly CarrierKind[] = ['session', 'cookie', 'store'];

/** Which login a browser shows. Reading tries all carriers; writing uses the one found at the first login. */
export class RememberedLogins<Req> {
  readonly #settings: SSOPluginSettings<Req>;
  readonly #carriers: Readonly<Record<CarrierKind, Carrier<Req>>>;
  readonly #sessionKey: string;
  #kind: CarrierKind | undefined;

  constructor(settings: SSOPluginSettings<Req>) {
    const { secrets, store, maxLifetime, appName } = settings;
    this.#sessionKey = sessionKeyOf(appName);
    this.#settings = settings;
    this.#kind = settings.remember;
    this.#carriers = {
      session: sessionCarrier(createLoginVault(secrets, 'login in session'), this.#sessionKey),
      cookie: cookieCarrier(secrets.length === 0 ? undefined : createLoginVault(secrets, 'login in cookie')),
      store: storeCarrier(store, createLoginVault(secrets, 'login in store'), maxLifetime),
    };
  }

  /**
   * The login this browser shows, alive or not.
   * @throws `store-unavailable`
   */
  read(visit: Visit<Req>): MaybePromise<RememberedLogin | undefined> {
    return this.#readFrom(0, visit);
  }

  /** Whether a login has outlived `maxLifetime`. */
  isExpired(login: RememberedLogin): boolean {
    const time = now();
    return time >= login.messageAt + this.#settings.maxLifetime || login.messageAt > time + MAX_FUTURE;
  }

  /**
   * Makes the browser show this login, and no other. A session is not saved yet.
   * @throws `session-unavailable`, `store-unavailable`
   */
  async write(visit: Visit<Req>, login: RememberedLogin): Promise<void> {
    this.#kind ??= this.#find(visit);
    const kind = this.#kind;
    this.#warn(kind);
    await this.#carriers[kind].write(visit, login);
    // Cookie and store record share one cookie, which now names the new login.
    await this.#end(visit, kind === 'session' ? ['store', 'cookie'] : ['session']);
    if (kind !== 'session' && this.#settings.interceptorKind === 'session') markSession(visit, login, this.#sessionKey);
  }

  /**
   * Whether what stands in the app's session may be used together with this login. A session that carries or names another one, or one
   * that cannot be found any more, holds that one's user: written back by a racing request, planted, or left behind.
   */
  isSessionOf(visit: Visit<Req>, login: RememberedLogin | undefined): boolean {
    const value = visit.session.data?.[this.#sessionKey];
    if (value === undefined) return true;
    if (login === undefined) return false;
    return value === markOf(login) || value === this.#valueInSession(visit, login);
  }

  /** Whether the session itself carries this login. */
  isCarriedBySession(visit: Visit<Req>, login: RememberedLogin | undefined): boolean {
    const value = visit.session.data?.[this.#sessionKey];
    return login !== undefined && value !== undefined && value === this.#valueInSession(visit, login);
  }

  /** Makes the browser show no login. */
  async forget(visit: Visit<Req>): Promise<void> {
    await this.#end(visit, ['session', 'store', 'cookie']);
  }

  #readFrom(index: number, visit: Visit<Req>): MaybePromise<RememberedLogin | undefined> {
    const kind = READING_ORDER[index];
    if (kind === undefined) return undefined;
    return chain(this.#carriers[kind].read(visit), (login) => login ?? this.#readFrom(index + 1, visit));
  }

  #valueInSession(visit: Visit<Req>, login: RememberedLogin): unknown {
    const carried = this.#carriers.session.read(visit);
    return !(carried instanceof Promise) && carried?.id === login.id
      ? visit.session.data?.[this.#sessionKey]
      : undefined;
  }

  async #end(visit: Visit<Req>, kinds: readonly CarrierKind[]): Promise<void> {
    for (const kind of kinds) await this.#carriers[kind].end(visit);
  }

  #find(visit: Visit<Req>): CarrierKind {
    if (visit.session.canRenew) return 'session';
    return this.#settings.secrets.length > 0 ? 'cookie' : 'store';
  }

  /** What an operator should know of where logins are kept. */
  #warn(kind: CarrierKind): void {
    const { secrets, store, logger } = this.#settings;
    if (secrets.length > 0) return;
    if (kind === 'session') {
      logger.warnOnce("Without the option `secret` DSS tickets stand in the app's sessions as they are.");
    }
    if (kind === 'store' && isClusterWorker() && isMemoryStore(store)) {
      logger.warnOnce('Logins are kept in this process only: give the option `secret`, a session or a shared store.');
    }
  }
}

/** The session holds the app's user, and the login is kept elsewhere: the session says whose it is. */
function markSession<Req>(visit: Visit<Req>, login: RememberedLogin, key: string): void {
  const { data } = visit.session;
  if (data !== undefined) data[key] = markOf(login);
}

/** No login as text begins like this. */
function markOf(login: RememberedLogin): string {
  return `m.${login.id}`;
}

/** Asked once, at a first login: so the module is loaded then, and not when the package is. */
function isClusterWorker(): boolean {
  // Its types tell of the ES module, whose default this is.
  return (process.getBuiltinModule('node:cluster') as unknown as Cluster).isWorker;
}
