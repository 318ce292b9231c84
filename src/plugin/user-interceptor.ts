import type { DSSMsg } from '../message/dss-msg.js';
import type { Cookie } from './cookie.js';
import type { DSSUser } from './dss-user.js';

/**
 * What an interceptor is told besides the request. An interceptor that wraps another one passes it on as it is: a copy (`{ ...ctx }`) would
 * lack `cookies` and `session`, which are read when they are asked for.
 */
export interface InterceptorContext {
  /** The remembered login of this browser, or the one about to begin. `id` is opaque and no cookie's value. */
  readonly login?: InterceptorLogin;
  /**
   * The entry of `gateways` that vouched for the user the call is about. With several gateways a name alone is nobody: two of them may
   * each have an `alice`.
   */
  readonly dssUrl?: string;
  /** What `provision` returned for this user. */
  readonly provisioned?: unknown;
  /**
   * The cookies of this request. A name that came with two different values has the empty string: nobody can tell which of them is
   * the app's own (security.md section 10).
   */
  readonly cookies: ReadonlyMap<string, string>;
  /** The app's session as it is now, or `undefined` without one. */
  readonly session?: unknown;
  /** Whether the request came over TLS, as the framework sees it. */
  readonly secure: boolean;
  /** The option `embedded`. */
  readonly embedded: boolean;
  /** The option `appName`. */
  readonly appName?: string;
}

/** A remembered login, as far as interceptors may know it. */
export interface InterceptorLogin {
  readonly id: string;
  readonly user: DSSUser;
  readonly verifiedAt: Date;
  readonly expiresAt: Date;
  /** DSS's own cookies of the login: ticket, proxy ticket, workspace, display name. The values never print. */
  readonly cookies: ReadonlyMap<string, string>;
}

/** The app's own idea of who is logged in. DSS's name and contract; `Req` is the framework's request (Express `Request`, `IncomingMessage`). */
export interface UserInterceptor<Req> {
  /**
   * Whether the app has a *valid* login on this request; the mere presence of a cookie is not one. `'invalid'`: a credential is there,
   * and bad (forged, of another login, one name with two values): the request is anonymous, the DSS login stays.
   */
  isUserExistInSession(req: Req, ctx: InterceptorContext): boolean | 'invalid' | Promise<boolean | 'invalid'>;
  /** The name of the user the app has now (`effectiveUser`), if any. */
  getUser(req: Req, ctx: InterceptorContext): string | undefined | Promise<string | undefined>;
  /**
   * Finds or creates the app's user, before anything is changed. What it returns is handed on as `ctx.provisioned`, and kept with the
   * verified ticket for `cache.ttl`.
   * @throws `UserRejectedError` if the app has no place for this user
   */
  provision?(user: DSSUser, ctx: InterceptorContext): unknown;
  /** On a request of a living login: a fresh credential, where one is due. */
  renewUser?(user: DSSUser, req: Req, ctx: InterceptorContext): Cookie[] | undefined | Promise<Cookie[] | undefined>;
  /** DSS logged the user out, or another user comes. Cookies that the interceptor set are removed by the filter itself. */
  removeUser?(req: Req, ctx: InterceptorContext): void | Promise<void>;
}

/** For apps whose login is in the session. */
export interface HttpSessionUserInterceptor<Req> extends UserInterceptor<Req> {
  addUserToSession(user: DSSUser, req: Req, ctx: InterceptorContext): void | Promise<void>;
}

/** For apps whose login is a cookie: the cookies are set on the answer and visible on this very request. */
export interface HttpRequestUserInterceptor<Req> extends UserInterceptor<Req> {
  addUserToRequest(user: DSSUser, req: Req, ctx: InterceptorContext): Cookie[] | Promise<Cookie[]>;
}

/** For apps that are DSS components: DSS's own cookies are their login. */
export interface DSSInternalUserInterceptor<Req> extends UserInterceptor<Req> {
  addCookiesToRequest(dssMsg: DSSMsg, user: DSSUser, req: Req, ctx: InterceptorContext): Cookie[] | Promise<Cookie[]>;
}

/** An interceptor of exactly one of the three kinds. */
export type AnyUserInterceptor<Req> =
  HttpSessionUserInterceptor<Req> | HttpRequestUserInterceptor<Req> | DSSInternalUserInterceptor<Req>;
