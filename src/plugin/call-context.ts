import { chain, type MaybePromise } from '../maybe-promise.js';
import type { HiddenMap } from '../message/hidden-map.js';
import type { DSSUser } from './dss-user.js';
import { ownCookiesOf, type RememberedLogin } from './remembered-login.js';
import type { InterceptorContext, InterceptorLogin } from './user-interceptor.js';
import type { Visit } from './visit.js';

const FOUND = Symbol('dss-sso.found');

/** What only some calls of an interceptor know. */
type CallDetails = Pick<InterceptorContext, 'dssUrl' | 'provisioned'>;

/**
 * The context of a call: what it says of cookies and session is as they are when the interceptor looks. A class, because every request
 * of a login makes one, and an object literal with getters costs microseconds.
 */
export class CallContext<Req> implements InterceptorContext {
  declare readonly login?: InterceptorLogin;
  declare readonly dssUrl?: string;
  declare readonly provisioned?: unknown;
  declare readonly appName?: string;
  readonly secure: boolean;
  readonly embedded: boolean;
  [FOUND]: { readonly by: object; readonly what: unknown } | undefined;
  readonly #visit: Visit<Req>;

  constructor(visit: Visit<Req>, login?: RememberedLogin, details?: CallDetails) {
    const { appName, embedded, maxLifetime } = visit.settings;
    const dssUrl = details?.dssUrl ?? login?.dssUrl;
    this.#visit = visit;
    this.secure = visit.secureCookies;
    this.embedded = embedded;
    if (login !== undefined) this.login = new LoginOfCall(login, maxLifetime);
    if (dssUrl !== undefined) this.dssUrl = dssUrl;
    if (details?.provisioned !== undefined) this.provisioned = details.provisioned;
    if (appName !== undefined) this.appName = appName;
  }

  get cookies(): HiddenMap {
    return this.#visit.cookies;
  }

  get session(): unknown {
    return this.#visit.session.data;
  }
}

/**
 * What an interceptor of ours looks for in a request, found once for all calls that share a context.
 * @param by - who looks: an app may wrap several interceptors
 */
export function findOnce<T>(ctx: InterceptorContext, by: object, find: () => MaybePromise<T>): MaybePromise<T> {
  if (!(ctx instanceof CallContext)) return find();
  const known = ctx[FOUND];
  if (known?.by === by) return known.what as T;
  return chain(find(), (what) => {
    ctx[FOUND] = { by, what };
    return what;
  });
}

class LoginOfCall implements InterceptorLogin {
  readonly id: string;
  readonly user: DSSUser;
  readonly verifiedAt: Date;
  readonly expiresAt: Date;
  readonly #login: RememberedLogin;

  constructor(login: RememberedLogin, maxLifetime: number) {
    this.id = login.id;
    this.user = login.user;
    this.verifiedAt = new Date(login.verifiedAt);
    this.expiresAt = new Date(login.messageAt + maxLifetime);
    this.#login = login;
  }

  get cookies(): HiddenMap {
    return ownCookiesOf(this.#login);
  }
}
