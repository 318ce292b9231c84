import { types } from 'node:util';
import { now } from '../clock.js';
import { SSOError } from '../errors.js';
import { chain, type MaybePromise } from '../maybe-promise.js';
import { OptionsCheck } from '../options.js';
import { findOnce } from '../plugin/call-context.js';
import type { Cookie } from '../plugin/cookie.js';
import { isOwnCookieName, overTLS, withAppName } from '../plugin/cookie-name.js';
import type { DSSUser } from '../plugin/dss-user.js';
import type { HttpRequestUserInterceptor, InterceptorContext } from '../plugin/user-interceptor.js';
import { readSecrets, type Secret } from '../secrets.js';
import { isFreeClaim, StrictJwt, type StrictClaims, type VerifiedToken } from './strict-jwt.js';

export interface JwtCookieInterceptorOptions {
  /** Signs the tokens: 32 bytes or more; of several the first signs and all verify. Required. */
  readonly secret: Secret | readonly Secret[];
  /** Over TLS `__Host-` comes in front. @default 'dss_sso_user', with `_` and the app's name if there is one */
  readonly cookieName?: string;
  /** Milliseconds a token lives; a living login gets a new one in time. @default 3_600_000; 900_000 with `bindToLogin: false` */
  readonly maxAge?: number;
  /** The claim `iss`. @default 'dss-sso' */
  readonly issuer?: string;
  /** The claim `aud`. @default the app's name, else 'dss-sso:' and the cookie's name */
  readonly audience?: string;
  /** Further claims for the app's own use, at once: no promise. The token is signed, not secret: no ticket, no cookie, nothing private. */
  readonly claims?: (user: DSSUser, provisioned: unknown) => Readonly<Record<string, unknown>>;
  /**
   * Finds or creates the app's user; `claims` gets what it returns.
   * @throws `UserRejectedError` if the app has no place for this user
   */
  readonly findOrCreateUser?: (user: DSSUser) => unknown;
  /**
   * Whether a token is valid only while its login is alive, so that a log-out in DSS is real. `false`: a free-standing token without
   * `sid` and without renewal, that lives 15 minutes at most. @default true
   */
  readonly bindToLogin?: boolean;
}

interface Settings {
  readonly jwt: StrictJwt;
  readonly cookieName: string | undefined;
  readonly audience: string | undefined;
  readonly maxAge: number;
  readonly isBound: boolean;
  readonly claims: JwtCookieInterceptorOptions['claims'];
  readonly findOrCreateUser: JwtCookieInterceptorOptions['findOrCreateUser'];
}

const MAX_FREE_AGE = 900_000;

/**
 * For apps whose login is a signed cookie (JWT, HS256; security.md section 14, RFC 8725).
 *
 * @throws `options-invalid` (`SSOError`); the message never shows the secret
 */
export function jwtCookieInterceptor(options: JwtCookieInterceptorOptions): HttpRequestUserInterceptor<unknown> {
  const settings = checkOptions(options);
  const { jwt, isBound, maxAge, claims, findOrCreateUser } = settings;

  /** Two calls for one request look at one token. */
  function verify(ctx: InterceptorContext): MaybePromise<VerifiedToken | undefined> {
    return findOnce(ctx, jwt, () => {
      const token = ctx.cookies.get(nameOf(settings, ctx));
      return token === undefined || token === '' ? undefined : jwt.verify(token, audienceOf(settings, ctx));
    });
  }

  function issue(user: DSSUser, ctx: InterceptorContext): MaybePromise<Cookie[]> {
    const name = nameOf(settings, ctx);
    const named = {
      sub: user.userName,
      ...(user.proxyUser !== undefined && { pxy: user.proxyUser }),
      ...(isBound && ctx.login !== undefined && { sid: ctx.login.id }),
    };
    const expiresBy = ctx.login?.expiresAt.getTime() ?? Infinity;
    const token = jwt.sign(named, furtherClaims(claims, user, ctx), audienceOf(settings, ctx), expiresBy);
    // No Max-Age: a cookie that is gone could not be renewed.
    return chain(token, (value) => [{ name, value }]);
  }

  return {
    isUserExistInSession(_req, ctx) {
      if (!ctx.cookies.has(nameOf(settings, ctx))) return false;
      return chain(verify(ctx), (token) => {
        if (token === undefined) return 'invalid';
        if (ctx.login === undefined) return !isBound && !token.isExpired;
        if (!isOf(token.claims, ctx.login.user) || (isBound && token.claims.sid !== ctx.login.id)) return 'invalid';
        // An expired token of a living login is about to be renewed.
        return isBound || !token.isExpired;
      });
    },
    getUser: (_req, ctx) => chain(verify(ctx), (token) => token?.claims.pxy ?? token?.claims.sub),
    ...(findOrCreateUser !== undefined && { provision: (user: DSSUser) => findOrCreateUser(user) }),
    addUserToRequest: (user, _req, ctx) => issue(user, ctx),
    ...(isBound && {
      renewUser(user: DSSUser, _req: unknown, ctx: InterceptorContext) {
        return chain(verify(ctx), (token) => {
          const isYoung = token !== undefined && !token.isExpired && now() < token.claims.iat * 1000 + maxAge / 2;
          return isYoung ? undefined : issue(user, ctx);
        });
      },
    }),
  };
}

function nameOf({ cookieName }: Settings, ctx: InterceptorContext): string {
  return overTLS(cookieName ?? withAppName('dss_sso_user', ctx.appName), ctx.secure);
}

function audienceOf({ audience, cookieName }: Settings, ctx: InterceptorContext): string {
  return audience ?? ctx.appName ?? `dss-sso:${cookieName ?? 'dss_sso_user'}`;
}

function isOf(claims: StrictClaims, user: DSSUser): boolean {
  return claims.sub === user.userName && claims.pxy === user.proxyUser;
}

function furtherClaims(
  claims: JwtCookieInterceptorOptions['claims'],
  user: DSSUser,
  ctx: InterceptorContext,
): Readonly<Record<string, unknown>> {
  const further: unknown = claims?.(user, ctx.provisioned) ?? {};
  if (!isRecord(further)) {
    throw new SSOError('interceptor-failed', 'The option claims must return an object of claims at once, no promise.');
  }
  const taken = Object.keys(further).find((name) => !isFreeClaim(name));
  if (taken !== undefined) {
    throw new SSOError(
      'interceptor-failed',
      `The option claims must not set ${JSON.stringify(taken)}: dss-sso sets it.`,
    );
  }
  return further;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  // A promise is not waited for, and its failure must not end the process.
  if (types.isPromise(value)) value.catch(() => undefined);
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !types.isPromise(value);
}

function checkOptions(options: JwtCookieInterceptorOptions): Settings {
  const known: Record<keyof JwtCookieInterceptorOptions, true> = {
    secret: true,
    cookieName: true,
    maxAge: true,
    issuer: true,
    audience: true,
    claims: true,
    findOrCreateUser: true,
    bindToLogin: true,
  };
  const check = new OptionsCheck();
  const given = check.object(options, '', known);
  const isBound = check.boolean(given['bindToLogin'], 'bindToLogin', true);
  const keys = readSecrets(given['secret'], 'secret', check.problem);
  const maxAge = check.integer(
    given['maxAge'],
    'maxAge',
    isBound ? 3_600_000 : MAX_FREE_AGE,
    1_000,
    isBound ? 86_400_000 : MAX_FREE_AGE,
  );
  const text = (key: 'cookieName' | 'issuer' | 'audience', isValid: (value: string) => boolean, expected: string) =>
    check.texts(given[key] === undefined ? undefined : [given[key]], key, [], isValid, expected)[0];
  const cookieName = text('cookieName', isOwnCookieName, 'the name of a cookie');
  const isText = (value: string) => value !== '' && value.length <= 256;
  const issuer = text('issuer', isText, 'text of 1 to 256 characters') ?? 'dss-sso';
  const audience = text('audience', isText, 'text of 1 to 256 characters');
  check.isFunction(given['claims'], 'claims');
  check.isFunction(given['findOrCreateUser'], 'findOrCreateUser');
  check.throwIfAny('jwtCookieInterceptor');
  const { claims, findOrCreateUser } = options;
  return {
    jwt: new StrictJwt({ keys, issuer, maxAge, isBound }),
    cookieName,
    audience,
    maxAge,
    isBound,
    claims,
    findOrCreateUser,
  };
}
