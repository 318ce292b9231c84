import { isSSOError, isUserRejectedError, SSOError } from '../errors.js';
import { attempt, chain, type MaybePromise } from '../maybe-promise.js';
import type { DSSMsg } from '../message/dss-msg.js';
import type { Cookie, CookiePlace } from './cookie.js';
import type { DSSUser } from './dss-user.js';
import { CallContext } from './call-context.js';
import type { RememberedLogin } from './remembered-login.js';
import type { InterceptorContext } from './user-interceptor.js';
import type { Visit } from './visit.js';

/** What the app says of its own login on this request. */
export type AppLogin = boolean | 'invalid';

/** @throws `interceptor-failed` */
export function isUserInApp<Req>(
  visit: Visit<Req>,
  ctx: InterceptorContext = new CallContext(visit),
): MaybePromise<AppLogin> {
  const { interceptor } = visit.settings;
  const answer = call(() => interceptor.isUserExistInSession(visit.exchange.request, ctx));
  return chain(answer, (value: unknown) => {
    if (typeof value === 'boolean' || value === 'invalid') return value;
    throw failed("isUserExistInSession must answer true, false or 'invalid'");
  });
}

/** The user the app has by itself, if its login is valid. @throws `interceptor-failed` */
export async function userOfApp<Req>(visit: Visit<Req>): Promise<string | undefined> {
  if ((await isUserInApp(visit)) !== true) return undefined;
  const { interceptor } = visit.settings;
  const name: unknown = await call(() => interceptor.getUser(visit.exchange.request, new CallContext(visit)));
  if (name === undefined || name === null || name === '') return undefined;
  if (typeof name === 'string') return name;
  throw failed('getUser must answer a name, or undefined');
}

/** @throws `provision-failed` if the app has no place for the user, else `interceptor-failed` */
export async function provision<Req>(visit: Visit<Req>, user: DSSUser, dssUrl: string): Promise<unknown> {
  const { interceptor } = visit.settings;
  if (interceptor.provision === undefined) return undefined;
  try {
    return await interceptor.provision(user, new CallContext(visit, undefined, { dssUrl }));
  } catch (cause) {
    if (isUserRejectedError(cause)) throw new SSOError('provision-failed', cause.message, { cause });
    throw isSSOError(cause) ? cause : failed('provision threw an error', cause);
  }
}

/** Puts the user in, by the interceptor's kind. @returns the places of the cookies it set @throws `interceptor-failed` */
export async function addUser<Req>(
  visit: Visit<Req>,
  login: RememberedLogin,
  dssMsg: DSSMsg,
  provisioned: unknown,
): Promise<CookiePlace[]> {
  const { interceptor } = visit.settings;
  const { request } = visit.exchange;
  const ctx = new CallContext(visit, login, { provisioned });
  return setCookies(
    visit,
    await call<unknown>(() => {
      if ('addUserToSession' in interceptor) return interceptor.addUserToSession(login.user, request, ctx);
      if ('addUserToRequest' in interceptor) return interceptor.addUserToRequest(login.user, request, ctx);
      return interceptor.addCookiesToRequest(dssMsg, login.user, request, ctx);
    }),
  );
}

/** @throws `interceptor-failed` */
export function renewUser<Req>(visit: Visit<Req>, login: RememberedLogin, ctx: InterceptorContext): MaybePromise<void> {
  const { interceptor } = visit.settings;
  if (interceptor.renewUser === undefined) return undefined;
  const answer = call<unknown>(() => interceptor.renewUser?.(login.user, visit.exchange.request, ctx));
  return chain(answer, (cookies) => {
    if (cookies !== undefined) setCookies(visit, cookies);
  });
}

/** @throws `interceptor-failed` */
export async function removeUser<Req>(visit: Visit<Req>, login: RememberedLogin | undefined): Promise<void> {
  const { interceptor } = visit.settings;
  await call(() => interceptor.removeUser?.(visit.exchange.request, new CallContext(visit, login)));
}

function setCookies<Req>(visit: Visit<Req>, cookies: unknown): CookiePlace[] {
  if (cookies === undefined) return [];
  if (!Array.isArray(cookies)) throw failed('an interceptor must answer with a list of cookies');
  try {
    for (const cookie of cookies as Cookie[]) warnOfNarrowCookie(cookie, visit);
    return cookies.map((cookie: Cookie) => visit.setCookie(cookie));
  } catch (cause) {
    throw failed(cause instanceof TypeError ? cause.message : 'a cookie could not be set', cause);
  }
}

/** Such a cookie is missing on some requests, and a request without the app's login ends ours. */
function warnOfNarrowCookie<Req>({ name, path = '/', sameSite }: Cookie, { settings }: Visit<Req>): void {
  if (path === '/' && sameSite !== 'strict') return;
  settings.logger.warnOnce(
    `The interceptor's cookie ${JSON.stringify(name)} is not sent with every request (path ${path}, SameSite ${sameSite ?? 'lax'}): ` +
      'a request without it ends the DSS login.',
  );
}

function call<T>(run: () => T | PromiseLike<T>): MaybePromise<T> {
  return attempt(run, (cause): never => {
    // Ours know the better code: a session that is missing, for example.
    throw isSSOError(cause) ? cause : failed('it threw an error', cause);
  });
}

function failed(what: string, cause?: unknown): SSOError {
  return new SSOError('interceptor-failed', `The interceptor of the app failed: ${what}.`, { cause });
}
