import { SSOError } from '../errors.js';
import { OptionsCheck } from '../options.js';
import { SESSION_KEY } from '../plugin/carriers/session-carrier.js';
import type { DSSUser } from '../plugin/dss-user.js';
import type { HttpSessionUserInterceptor, InterceptorContext } from '../plugin/user-interceptor.js';

export interface SessionInterceptorOptions {
  /** Where the app looks for its user: `req.session[key]`. @default 'user' */
  readonly key?: string;
  /**
   * Finds or creates the app's user. What it returns stands in `req.session[key]` and must survive the session store; without it, the
   * `DSSUser` stands there.
   * @throws `UserRejectedError` if the app has no place for this user
   */
  readonly findOrCreateUser?: (user: DSSUser) => unknown;
}

/** What sessions have of their own (express-session, koa-session, cookie-session). */
const TAKEN = [
  ...['cookie', 'id', 'req', 'touch', 'resetMaxAge', 'save', 'reload', 'destroy', 'regenerate', 'commit'],
  ...['isNew', 'isChanged', 'isPopulated', 'populated', 'length', 'maxAge', 'externalKey', 'manuallyCommit', 'toJSON'],
];

/**
 * For apps whose login is `req.session[key]`, as with express-session.
 *
 * @throws `options-invalid` (`SSOError`)
 */
export function sessionInterceptor(options: SessionInterceptorOptions = {}): HttpSessionUserInterceptor<unknown> {
  const { key, findOrCreateUser } = checkOptions(options);
  /** Beside the app's own value, which may be of any shape. */
  const nameKey = `dss-sso:${key}`;

  function sessionOf(ctx: InterceptorContext): Record<string, unknown> | undefined {
    return ctx.session as Record<string, unknown> | undefined;
  }

  return {
    isUserExistInSession(_req, ctx) {
      const session = sessionOf(ctx);
      if (session?.[key] === undefined || session[key] === null) return false;
      const name = session[nameKey];
      // A session that is carried apart from the login (cookie-session) may be another user's.
      return ctx.login === undefined || name === ctx.login.user.effectiveUser ? true : 'invalid';
    },
    getUser(_req, ctx) {
      const session = sessionOf(ctx);
      return (
        textOf(session?.[nameKey]) ??
        textOf(session?.[key]) ??
        textOf((session?.[key] as Partial<DSSUser> | null)?.userName)
      );
    },
    ...(findOrCreateUser !== undefined && { provision: (user: DSSUser) => findOrCreateUser(user) }),
    addUserToSession(user, _req, ctx) {
      const session = sessionOf(ctx);
      if (session === undefined) {
        throw new SSOError(
          'session-unavailable',
          'sessionInterceptor found no session. Mount the session middleware before the plug-in, for every path, and check its store.',
        );
      }
      session[key] = ctx.provisioned ?? user;
      session[nameKey] = user.effectiveUser;
    },
    removeUser(_req, ctx) {
      const session = sessionOf(ctx);
      if (session === undefined) return;
      Reflect.deleteProperty(session, key);
      Reflect.deleteProperty(session, nameKey);
    },
  };
}

function checkOptions(options: SessionInterceptorOptions): {
  key: string;
  findOrCreateUser?: (user: DSSUser) => unknown;
} {
  const check = new OptionsCheck();
  const given = check.object(options, '', { key: true, findOrCreateUser: true });
  // What every object has, such as `toString`, would be somebody in an empty session.
  const isKey = (text: string) =>
    text !== '' && !text.startsWith('_') && !text.startsWith(SESSION_KEY) && !TAKEN.includes(text) && !(text in {});
  const keys = given['key'] === undefined ? undefined : [given['key']];
  const [key = 'user'] = check.texts(
    keys,
    'key',
    ['user'],
    isKey,
    'a property of the session that is free for the app',
  );
  check.isFunction(given['findOrCreateUser'], 'findOrCreateUser');
  check.throwIfAny('sessionInterceptor');
  const { findOrCreateUser } = options;
  return { key, ...(findOrCreateUser !== undefined && { findOrCreateUser }) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
