import type { Cluster } from 'node:cluster';
import { now } from '../clock.js';
import { chain, type MaybePromise } from '../maybe-promise.js';
import { isMemoryStore } from '../store/memory-store.js';
import type { Carrier, CarrierKind } from './carriers/carrier.js';
import { cookieCarrier } from './carriers/cookie-carrier.js';
import { sessionCarrier } from './carriers/session-carrier.js';
import { storeCarrier } from './carriers/store-carrier.js';
import { createLoginVault } from './login-vault.js';
import type { RememberedLogin } from './remembered-login.js';
import type { SSOPluginSettings } from './sso-plugin-settings.js';
import type { Visit } from './visit.js';

/** Beyond this a time from a cookie, session or store was not written by a clock like ours (security.md section 9). */
const MAX_FUTURE = 300_000;

const READING_ORDER: readonly CarrierKind[] = ['session', 'cookie', 'store'];

/** Which login a browser shows. Reading tries all carriers; writing uses the one found at the first login. */
export class RememberedLogins<Req> {
  readonly #settings: SSOPluginSettings<Req>;
  readonly #carriers: Readonly<Record<CarrierKind, Carrier<Req>>>;
  #kind: CarrierKind | undefined;

  constructor(settings: SSOPluginSettings<Req>) {
    const { secrets, store, maxLifetime } = settings;
    this.#settings = settings;
    this.#kind = settings.remember;
    this.#carriers = {
      session: sessionCarrier(createLoginVault(secrets, 'login in session')),
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
    await this.#carriers[kind].write(visit, login);
    // Cookie and store record share one cookie, which now names the new login.
    await this.#end(visit, kind === 'session' ? ['store', 'cookie'] : ['session']);
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

  async #end(visit: Visit<Req>, kinds: readonly CarrierKind[]): Promise<void> {
    for (const kind of kinds) await this.#carriers[kind].end(visit);
  }

  #find(visit: Visit<Req>): CarrierKind {
    const { secrets, store, logger } = this.#settings;
    const hasSecret = secrets.length > 0;
    if (visit.session.canRenew) {
      if (!hasSecret)
        logger.warnOnce("Without the option `secret` DSS tickets stand in the app's sessions as they are.");
      return 'session';
    }
    if (hasSecret) return 'cookie';
    if (isClusterWorker() && isMemoryStore(store)) {
      logger.warnOnce('Logins are kept in this process only: give the option `secret`, a session or a shared store.');
    }
    return 'store';
  }
}

/** Asked once, at a first login: so the module is loaded then, and not when the package is. */
function isClusterWorker(): boolean {
  // Its types tell of the ES module, whose default this is.
  return (process.getBuiltinModule('node:cluster') as unknown as Cluster).isWorker;
}
