import { unavailable } from '../app-session.js';
import type { LoginVault } from '../login-vault.js';
import type { Carrier } from './carrier.js';
import { ourCookieName, readOurCookie, removeOurCookie, writeOurCookie } from './our-cookie.js';

/** The login itself, sealed, in our cookie: restarts and several processes need nothing else. `undefined`: there is no `secret`. */
export function cookieCarrier<Req>(vault: LoginVault | undefined): Carrier<Req> {
  return {
    kind: 'cookie',
    read(visit) {
      const sealed = readOurCookie(visit, 'sealed');
      return sealed === undefined ? undefined : vault?.read(sealed, ourCookieName(visit));
    },
    write(visit, login) {
      if (vault === undefined) throw unavailable('A login can be kept in a cookie only with a `secret`.');
      writeOurCookie(visit, 'sealed', vault.write(login, ourCookieName(visit)));
    },
    end(visit) {
      removeOurCookie(visit);
    },
  };
}
