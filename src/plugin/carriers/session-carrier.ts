import { unavailable } from '../app-session.js';
import type { LoginVault } from '../login-vault.js';
import type { Carrier } from './carrier.js';

/** The one key this package writes into the app's session. */
export const SESSION_KEY = 'dss-sso';

const PLACE = 'session';

/** The login is one value under one key of the app's server-side session. */
export function sessionCarrier<Req>(vault: LoginVault): Carrier<Req> {
  return {
    kind: 'session',
    read(visit) {
      const text = visit.session.data?.[SESSION_KEY];
      return typeof text === 'string' ? vault.read(text, PLACE) : undefined;
    },
    write(visit, login) {
      const { data, canRenew } = visit.session;
      if (data === undefined || !canRenew) {
        throw unavailable(
          'This request has no session that can be renewed, and logins of this app are kept in its session. ' +
            'Mount the session middleware before the plug-in, for every path, and check its store.',
        );
      }
      data[SESSION_KEY] = vault.write(login, PLACE);
    },
    end(visit) {
      const { data } = visit.session;
      if (data !== undefined) Reflect.deleteProperty(data, SESSION_KEY);
    },
  };
}
