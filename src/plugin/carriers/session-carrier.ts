import { unavailable } from '../app-session.js';
import type { LoginVault } from '../login-vault.js';
import type { Carrier } from './carrier.js';

/** Begins the one key this package writes into an app's session. */
export const SESSION_KEY = 'dss-sso';

/** The key of this app: of two apps that share a session neither takes the other's login. */
export function sessionKeyOf(appName: string | undefined): string {
  return appName === undefined ? SESSION_KEY : `${SESSION_KEY}@${appName}`;
}

/** The login is one value under one key of the app's server-side session. */
export function sessionCarrier<Req>(vault: LoginVault, key: string): Carrier<Req> {
  return {
    kind: 'session',
    read(visit) {
      const { data, canRenew } = visit.session;
      const text = data?.[key];
      // A session in a cookie may be written by the browser itself.
      return canRenew && typeof text === 'string' ? vault.read(text, key) : undefined;
    },
    write(visit, login) {
      const { data, canRenew } = visit.session;
      if (data === undefined || !canRenew) {
        throw unavailable(
          'This request has no session that can be renewed, and logins of this app are kept in its session. ' +
            'Mount the session middleware before the plug-in, for every path, and check its store.',
        );
      }
      data[key] = vault.write(login, key);
    },
    end(visit) {
      const { data } = visit.session;
      if (data !== undefined) Reflect.deleteProperty(data, key);
    },
  };
}
