import { DSS_USER_NAME, WORKSPACE_ID, WORKSPACE_NAME } from '../message/cookie-names.js';
import type { DSSInternalUserInterceptor } from '../plugin/user-interceptor.js';

/** These may change while the login stays: the user chooses another workspace in DSS. */
const NO_CREDENTIALS = [WORKSPACE_ID, WORKSPACE_NAME, DSS_USER_NAME];

/**
 * For apps that are DSS components: DSS's own cookies are their login. It sets the message's ticket, proxy ticket, workspace and display
 * name as cookies of the app, except those the browser has already with that value, and `getWorkspace(req)` reads them. The app's user
 * is there while the browser shows the very tickets the gateway vouched for.
 */
export function internalInterceptor(): DSSInternalUserInterceptor<unknown> {
  return {
    isUserExistInSession(_req, ctx) {
      if (ctx.login === undefined) return false;
      const credentials = [...ctx.login.cookies].filter(([name]) => !NO_CREDENTIALS.includes(name));
      // A second value may have been planted by a neighbour host, which must not be able to end logins.
      if (credentials.some(([name]) => ctx.cookies.get(name) === '')) return 'invalid';
      return credentials.every(([name, value]) => ctx.cookies.get(name) === value);
    },
    getUser: (_req, ctx) => ctx.login?.user.effectiveUser,
    addCookiesToRequest: (dssMsg, _user, _req, ctx) =>
      [...dssMsg.cookies]
        .filter(([name, value]) => ctx.cookies.get(name) !== value)
        .map(([name, value]) => ({ name, value })),
  };
}
