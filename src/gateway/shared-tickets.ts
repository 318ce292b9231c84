import type { KeyObject } from 'node:crypto';
import { now } from '../clock.js';
import type { Logger } from '../logger.js';
import { attempt } from '../maybe-promise.js';
import { quietWarning } from '../quiet-warning.js';
import { createSealer } from '../sealing.js';
import { callStore } from '../store/call-store.js';
import { CLOCK_TOLERANCE, KEY, STORE_REMEDY, type Store } from '../store/store.js';
import type { VerifiedUser } from './verify-ticket.js';

/**
 * Verified tickets in a store that several processes share: what one has asked, no other asks again, and a ticket that one found dead is
 * gone for all. There is no ticket in it: keys are HMACs, and what they name is sealed, so that nobody who can write to the store can
 * make a user of somebody.
 *
 * Each process keeps a copy for a second, as with the states of logins. No subscription tells it of changes: one that was cut off
 * would not know what it missed, and the bound is the same.
 */
export interface SharedTickets {
  /** @returns `undefined`: not there. @throws `store-unavailable` */
  read(key: string): Promise<VerifiedUser | undefined>;
  /** Nobody waits for it; that a store is down is told to the log. @param ttl - ms; nothing is kept for 0 or less */
  keep(key: string, user: VerifiedUser, ttl: number): void;
  /** Like {@link keep}. */
  drop(key: string): void;
}

/** @param secrets - the filter's: the first seals, all open */
export function sharedTickets(
  store: Store,
  secrets: readonly KeyObject[],
  logger: Pick<Logger, 'warn'>,
): SharedTickets {
  const warn = quietWarning(
    logger,
    `The store is down: other processes are not told of a verified ticket. ${STORE_REMEDY}`,
  );
  const write = (call: () => void | Promise<void>): void => {
    void attempt(() => callStore(call), warn);
  };
  const sealer = createSealer(secrets, 'verified ticket');
  return {
    async read(key) {
      const sealed = await callStore(() => store.get(KEY.ticket + key));
      const text = sealed === undefined ? undefined : sealer.open(sealed, key);
      return text === undefined ? undefined : decode(text);
    },
    keep(key, user, ttl) {
      if (ttl > 0) write(() => store.set(KEY.ticket + key, sealer.seal(encode(user), key), { ttl }));
    },
    drop(key) {
      write(() => store.delete(KEY.ticket + key));
    },
  };
}

function encode({ userName, proxyUser, verifiedAt }: VerifiedUser): string {
  return JSON.stringify([userName, proxyUser ?? null, verifiedAt]);
}

/** It was sealed by us: only its time may be wrong. */
function decode(text: string): VerifiedUser | undefined {
  const [userName, proxyUser, verifiedAt] = JSON.parse(text) as [string, string | null, number];
  if (verifiedAt > now() + CLOCK_TOLERANCE) return undefined;
  return Object.freeze({ userName, ...(proxyUser !== null && { proxyUser }), verifiedAt });
}
