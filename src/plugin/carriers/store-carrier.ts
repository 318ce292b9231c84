import { createHash, randomBytes } from 'node:crypto';
import { now } from '../../clock.js';
import { callStore } from '../../store/call-store.js';
import { KEY, type Store } from '../../store/store.js';
import type { LoginVault } from '../login-vault.js';
import type { RememberedLogin } from '../remembered-login.js';
import type { Visit } from '../visit.js';
import type { Carrier } from './carrier.js';
import { ourCookieName, readOurCookie, removeOurCookie, writeOurCookie } from './our-cookie.js';

const RECORD_ID = /^[A-Za-z0-9_-]{43}$/;

/**
 * The login is a record of the store; our cookie holds its random id (256 bits). The record's key is a hash of the cookie's name and the
 * id, so that whoever reads the store cannot make the cookie, and no other app's cookie leads to the record.
 */
export function storeCarrier<Req>(store: Store, vault: LoginVault, maxLifetime: number): Carrier<Req> {
  /** Synchronous where the store answers with a value. */
  function readRecord(key: string): RememberedLogin | undefined | Promise<RememberedLogin | undefined> {
    const open = (text: unknown) => (typeof text === 'string' ? vault.read(text, key) : undefined);
    const answer = callStore(() => store.get(key));
    return answer instanceof Promise ? answer.then(open) : open(answer);
  }

  function recordId(value: string | undefined): string | undefined {
    return value !== undefined && RECORD_ID.test(value) ? value : undefined;
  }

  return {
    kind: 'store',
    read(visit) {
      const id = recordId(readOurCookie(visit, 'record'));
      return id === undefined ? undefined : readRecord(keyOf(visit, id));
    },
    async write(visit, login) {
      const current = recordId(readOurCookie(visit, 'record'));
      const isSame = current !== undefined && (await readRecord(keyOf(visit, current)))?.id === login.id;
      // A new login gets a new id: the old one may be known to somebody else (session fixation).
      const id = isSame ? current : randomBytes(32).toString('base64url');
      const key = keyOf(visit, id);
      // Kept longer than it lives, so that whoever comes back late is seen to have expired, and cleared away.
      const ttl = Math.max(1, login.messageAt + 2 * maxLifetime - now());
      await callStore(() => store.set(key, vault.write(login, key), { ttl }));
      if (!isSame) writeOurCookie(visit, 'record', id);
    },
    async end(visit) {
      const id = recordId(readOurCookie(visit, 'record'));
      if (id === undefined) return;
      const key = keyOf(visit, id);
      removeOurCookie(visit);
      try {
        await callStore(() => store.delete(key));
      } catch {
        // A record that stays is dead by its state, and expires.
      }
    },
  };
}

function keyOf<Req>(visit: Visit<Req>, id: string): string {
  return (
    KEY.login +
    createHash('sha256')
      .update(`${ourCookieName(visit)}\n${id}`)
      .digest('hex')
  );
}
