import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import { deriveKey } from './secrets.js';

/** Encrypts what we keep where others can read it: in cookies, sessions and stores. */
export interface Sealer {
  /** Seals a text for one place. It opens with the same `place` only, so that a sealed value cannot be moved elsewhere. */
  seal(text: string, place: string): string;
  /** The text, or `undefined` for anything that was not sealed by one of our secrets for this very place. */
  open(sealed: string, place: string): string | undefined;
}

const VERSION = 1;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

/**
 * AES-256-GCM under keys derived per purpose (security.md section 10). The first secret seals, all open, so that a secret can be
 * replaced without logging anybody out. Layout before base64url: version, key id, nonce, text, tag; version, key id and place are
 * authenticated.
 */
export function createSealer(secrets: readonly KeyObject[], purpose: string): Sealer {
  const keys = secrets.map((secret) => ({
    id: deriveKey(secret, `${purpose} key id`).export().subarray(0, KEY_ID_BYTES),
    key: deriveKey(secret, `${purpose} seal`),
  }));
  const first = keys[0];
  if (first === undefined) throw new TypeError('createSealer needs at least one secret');

  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const head = Buffer.concat([Buffer.of(VERSION), first.id, nonce]);
      const cipher = createCipheriv('aes-256-gcm', first.key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(authenticated(head, place));
      return Buffer.concat([head, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, 'base64url');
      // The last character has bits that decoding drops: one value is one text.
      if (bytes.toString('base64url') !== sealed) return undefined;
      if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== VERSION) return undefined;
      const keyId = bytes.subarray(1, 1 + KEY_ID_BYTES);
      const known = keys.find(({ id }) => id.equals(keyId));
      if (known === undefined) return undefined;
      const head = bytes.subarray(0, HEAD_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', known.key, head.subarray(1 + KEY_ID_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(authenticated(head, place));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      try {
        const text = decipher.update(bytes.subarray(HEAD_BYTES, bytes.length - TAG_BYTES), undefined, 'utf8');
        return text + decipher.final('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

function authenticated(head: Buffer, place: string): Buffer {
  return Buffer.concat([head, Buffer.from(place, 'utf8')]);
}
