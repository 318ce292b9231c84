import { createSecretKey, hkdfSync, KeyObject } from 'node:crypto';

/** A secret as users write it: text or bytes of 32 bytes or more, or a `KeyObject` of type `secret`. */
export type Secret = string | Buffer | KeyObject;

const MIN_BYTES = 32;
const MAX_SECRETS = 4;
const MIN_DIFFERENT_CHARACTERS = 9;

/** Parts of secrets that stand in tutorials and on web sites: whoever copies one has no secret. */
const PUBLISHED = [
  '256-bit-secret',
  '384-bit-secret',
  '512-bit-secret',
  '-256-bits-long',
  '-512-bits-long',
  'keyboard cat',
];
const PUBLISHED_LOOSE = /change.?me|your.?secret|my.?secret.?key/i;

/**
 * Reads a `secret` option: one secret, or several for a rotation (the first signs and seals, all verify and open).
 * What is wrong is told to `problem`, and never shows the secret.
 */
export function readSecrets(value: unknown, path: string, problem: (text: string) => void): readonly KeyObject[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0 || list.length > MAX_SECRETS) {
    problem(`${path} must be one secret or a list of 1 to ${MAX_SECRETS} secrets`);
    return [];
  }
  return list.flatMap((entry, index) => {
    const at = Array.isArray(value) ? `${path}[${index}]` : path;
    const key = toKey(entry);
    const fault = key === undefined ? 'must be text, a Buffer or a secret KeyObject' : weakness(entry, key);
    if (fault !== undefined) problem(`${at} ${fault}`);
    return key !== undefined && fault === undefined ? [key] : [];
  });
}

/** A key for one purpose, from which neither the secret nor another purpose's key can be computed (RFC 5869). */
export function deriveKey(secret: KeyObject, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `dss-sso ${purpose}`, 32)));
}

function toKey(entry: unknown): KeyObject | undefined {
  if (typeof entry === 'string') return entry === '' ? undefined : createSecretKey(Buffer.from(entry, 'utf8'));
  if (entry instanceof Uint8Array) return entry.length === 0 ? undefined : createSecretKey(entry);
  return entry instanceof KeyObject && entry.type === 'secret' ? entry : undefined;
}

function weakness(entry: unknown, key: KeyObject): string | undefined {
  if ((key.symmetricKeySize ?? 0) < MIN_BYTES) {
    return `must have at least ${MIN_BYTES} bytes. Make one with: openssl rand -base64 48`;
  }
  const text = typeof entry === 'string' ? entry : key.export().toString('latin1');
  if (new Set(text).size < MIN_DIFFERENT_CHARACTERS) return 'is too uniform to be random';
  const isPublished = PUBLISHED.some((part) => text.toLowerCase().includes(part)) || PUBLISHED_LOOSE.test(text);
  return isPublished ? 'is a published example, known to everybody' : undefined;
}
