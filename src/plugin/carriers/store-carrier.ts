import { createHash, randomBytes } from 'node:crypto';
import { now } from '../../clock.js';
import { callStore } from '../../store/call-store.js';
import { KEY, type Store } from '../../store/store.js';
import type { LoginVault } from '../login-vault.js';
import type { RememberedLogin } from '../remembered-login.js';
import type { Carrier } from './carrier.js';
import { readOurCookie, removeOurCookie, writeOurCookie } from './our-cookie.js';

const RECORD_ID = /^[A-Za-z0-9_-]{43}$/;

/**
 * The login is a record of the store; our cookie holds its random id (256 bits). The record's key is a hash of the id, so that whoever
 * reads the store cannot make the cookie.
 */
export function storeCarrier<Req>(store: Store, vault: LoginVault, maxLifetime: number): Carrier<Req> {
  /** Synchronous where the store answers with a value. */
  function readRecord(id: string): RememberedLogin | undefined | Promise<RememberedLogin | undefined> {
    const key = keyOf(id);
    const open = (text: string | undefined) => (text === undefined ? undefined : vault.read(text, key));
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
      return id === undefined ? undefined : readRecord(id);
    },
    async write(visit, login) {
      const current = recordId(readOurCookie(visit, 'record'));
      const isSame = current !== undefined && (await readRecord(current))?.id === login.id;
      // A new login gets a new id: the old one may be known to somebody else (session fixation).
      const id = isSame ? current : randomBytes(32).toString('base64url');
      const key = keyOf(id);
      // Kept longer than it lives, so that whoever comes back late is seen to have expired, and cleared away.
      const ttl = Math.max(1, login.messageAt + 2 * maxLifetime - now());
      await callStore(() => store.set(key, vault.write(login, key), { ttl }));
      if (!isSame) writeOurCookie(visit, 'record', id);
    },
    async end(visit) {
      const id = recordId(readOurCookie(visit, 'record'));
      if (id === undefined) return;
      removeOurCookie(visit);
      try {
        await callStore(() => store.delete(keyOf(id)));
      } catch {
        // A record that stays is dead by its state, and expires.
      }
    },
  };
}

function keyOf(id: string): string {
  return KEY.login + createHash('sha256').update(id).digest('hex');
}
