import { hash, type KeyObject } from 'node:crypto';
import { createSealer, type Sealer } from '../sealing.js';
import { BoundedCache } from '../store/bounded-cache.js';
import { decodeLogin, encodeLogin, type RememberedLogin } from './remembered-login.js';

const OPENED_TTL = 300_000;
const MAX_OPENED = 10_000;

interface OpenedLogin {
  readonly login: RememberedLogin;
  /** Where alone it opens. */
  readonly place: string;
}

/** Turns logins into the text that a carrier keeps, and back. With secrets the text is sealed. */
export interface LoginVault {
  write(login: RememberedLogin, place: string): string;
  /** The login, or `undefined` for anything that was not written for this very place. */
  read(text: string, place: string): RememberedLogin | undefined;
}

/**
 * A vault for one kind of carrier: what was sealed for one kind does not open in another. Texts that opened are remembered by their
 * hash, so that a request does not pay for opening the same cookie again.
 */
export function createLoginVault(secrets: readonly KeyObject[], purpose: string): LoginVault {
  const sealer: Sealer | undefined = secrets.length === 0 ? undefined : createSealer(secrets, purpose);
  const opened = new BoundedCache<OpenedLogin>({ max: MAX_OPENED });

  function open(text: string, place: string): RememberedLogin | undefined {
    const plain = sealer === undefined ? text : sealer.open(text, place);
    return plain === undefined ? undefined : decodeLogin(plain);
  }

  return {
    write: (login, place) => (sealer === undefined ? encodeLogin(login) : sealer.seal(encodeLogin(login), place)),
    read(text, place) {
      const key = hash('sha256', text, 'hex');
      const known = opened.get(key);
      if (known?.place === place) return known.login;
      const login = open(text, place);
      if (login !== undefined) opened.set(key, { login, place }, OPENED_TTL);
      return login;
    },
  };
}
