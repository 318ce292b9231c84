import type { KeyObject } from 'node:crypto';
import { now } from '../clock.js';
import { isSSOError, SSOError, type SSOErrorCode } from '../errors.js';
import { BoundedCache } from '../store/bounded-cache.js';
import { COPY_TTL } from '../store/store.js';
import type { SharedTickets } from './shared-tickets.js';
import { questionKey, type TicketQuestion } from './ticket-question.js';
import { verifyTicket, type VerifiedUser, type VerifyTicketSettings } from './verify-ticket.js';

export type { TicketQuestion } from './ticket-question.js';
export type { VerifiedUser } from './verify-ticket.js';

export interface VerifiedTicketsSettings extends VerifyTicketSettings {
  /** ms for all calls of a question together. */
  readonly timeout: number;
  /** ms for which a verified ticket is believed. */
  readonly ttl: number;
  /** ms for which a rejected ticket is not asked for again. */
  readonly negativeTtl: number;
  /** Entries of each of the two caches. */
  readonly max: number;
  /** Where the processes of an app tell each other of verified tickets. */
  readonly shared?: SharedTickets | undefined;
  /** Makes the keys HMACs. */
  readonly hmacKey?: Buffer | KeyObject | undefined;
}

interface Entry {
  readonly user: VerifiedUser;
  attached?: { readonly value: unknown };
  /** When it was last found in what the processes share, or put there (ms). */
  seenAt: number;
}

interface Rejection {
  readonly code: SSOErrorCode;
  readonly message: string;
}

/** A definite no: the two codes that are remembered, and that take a verified ticket back. */
const REJECTIONS: readonly SSOErrorCode[] = ['ticket-rejected', 'proxy-user-denied'];

/**
 * Remembers whose tickets are whose, for a short time, and asks the gateway once where many ask the same (security.md section 9).
 *
 * Rejected tickets are kept apart, so that a flood of junk does not push out people. Failures are not kept at all.
 */
export class VerifiedTickets {
  readonly #settings: VerifiedTicketsSettings;
  readonly #verified: BoundedCache<Entry>;
  readonly #rejected: BoundedCache<Rejection>;
  readonly #flights = new Map<string, Promise<VerifiedUser>>();
  readonly #lookUps = new Map<string, Promise<VerifiedUser>>();
  #hits = 0;
  #misses = 0;

  constructor(settings: VerifiedTicketsSettings) {
    this.#settings = settings;
    this.#verified = new BoundedCache(settings);
    this.#rejected = new BoundedCache(settings);
  }

  /**
   * Whose ticket this is: at once if it was verified within `ttl`, else a promise.
   * @throws SSOError at once if it was rejected within `negativeTtl`. Whatever else goes wrong rejects the promise: `ticket-rejected`,
   * `proxy-user-denied`, or one of the `gateway-…` codes
   */
  verify(question: TicketQuestion): VerifiedUser | Promise<VerifiedUser> {
    const key = this.keyOf(question);
    const known = this.#verified.get(key);
    const { shared } = this.#settings;
    if (known !== undefined && (shared === undefined || now() < known.seenAt + COPY_TTL)) {
      this.#hits += 1;
      return known.user;
    }
    const rejection = this.#rejected.get(key);
    if (rejection !== undefined) {
      this.#hits += 1;
      throw new SSOError(rejection.code, rejection.message);
    }
    if (shared !== undefined) return this.#lookUp(key, question, shared);
    this.#misses += 1;
    return this.#ask(key, question, this.#deadline());
  }

  /**
   * Asks the gateway, past the cache. Joins a question that is already under way: its answer is not older than `timeout`.
   * Rejects as {@link verify}.
   *
   * @param deadline - in ms of the clock, where this is not the first question of a message. That of a question that is joined stays
   */
  confirm(question: TicketQuestion, deadline = this.#deadline()): Promise<VerifiedUser> {
    return this.#ask(this.keyOf(question), question, deadline);
  }

  /** The gateway rejected this ticket in answer to another question: it is asked for anew. */
  forget(question: TicketQuestion): void {
    const key = this.keyOf(question);
    this.#verified.delete(key);
    this.#settings.shared?.drop(key);
  }

  /** Forgets the verified tickets of a user, so that each is asked for anew; answers to questions under way are not kept. */
  dropUser(userName: string): void {
    for (const [key, { user }] of this.#verified.entries()) {
      if (user.userName === userName || user.proxyUser === userName) this.#verified.delete(key);
    }
    // Whose tickets the flights are about is not known yet. Those who wait get their answer; nobody else joins, nothing is kept.
    this.#flights.clear();
  }

  /** Stands for everything that is sent to ask this question. Shows nothing of it. */
  keyOf(question: TicketQuestion): string {
    return questionKey(question, this.#settings.hmacKey);
  }

  /** What {@link setAttached} kept for this very verification, as long as the ticket is known. */
  getAttached(key: string, user: VerifiedUser): { readonly value: unknown } | undefined {
    const entry = this.#verified.get(key);
    return entry?.user === user ? entry.attached : undefined;
  }

  /**
   * Keeps a value with a verified ticket for the rest of its `ttl`. It is kept with the verification it was made for: if another one has
   * taken its place meanwhile, perhaps of another user, nothing is kept.
   */
  setAttached(key: string, user: VerifiedUser, value: unknown): void {
    const entry = this.#verified.get(key);
    if (entry?.user === user) entry.attached = { value };
  }

  stats(): { readonly size: number; readonly hits: number; readonly misses: number } {
    return { size: this.#verified.size, hits: this.#hits, misses: this.#misses };
  }

  #deadline(): number {
    return now() + this.#settings.timeout;
  }

  /** What the other processes know, else the gateway: once for all who want to know. */
  #lookUp(key: string, question: TicketQuestion, shared: SharedTickets): Promise<VerifiedUser> {
    const underWay = this.#lookUps.get(key);
    if (underWay !== undefined) return underWay;
    const lookUp = this.#readShared(key, shared)
      .then((user) => {
        if (user === undefined) this.#misses += 1;
        else this.#hits += 1;
        return user ?? this.#ask(key, question, this.#deadline());
      })
      .finally(() => this.#lookUps.delete(key));
    this.#lookUps.set(key, lookUp);
    lookUp.catch(() => undefined);
    return lookUp;
  }

  /** While the store is down this process goes by what it knows itself, for `ttl` as ever. */
  async #readShared(key: string, shared: SharedTickets): Promise<VerifiedUser | undefined> {
    const user = await shared.read(key).catch(() => this.#verified.get(key)?.user);
    const known = this.#verified.get(key);
    if (user === undefined) return undefined;
    if (known === undefined || !isSameAnswer(known.user, user)) this.#remember(key, user);
    else known.seenAt = now();
    return this.#verified.get(key)?.user;
  }

  #ask(key: string, question: TicketQuestion, deadline: number): Promise<VerifiedUser> {
    const underWay = this.#flights.get(key);
    if (underWay !== undefined) return underWay;
    const flight = verifyTicket(question, deadline, this.#settings).then(
      (user) => {
        if (this.#land(key, flight)) this.#keep(key, user);
        return user;
      },
      (error: unknown) => {
        const isCurrent = this.#land(key, flight);
        if (isSSOError(error) && REJECTIONS.includes(error.code)) {
          this.#verified.delete(key);
          this.#settings.shared?.drop(key);
          if (isCurrent)
            this.#rejected.set(key, { code: error.code, message: error.message }, this.#settings.negativeTtl);
        }
        throw error;
      },
    );
    this.#flights.set(key, flight);
    // Whoever waited may have gone; nobody has to be left to see the failure.
    flight.catch(() => undefined);
    return flight;
  }

  #keep(key: string, user: VerifiedUser): void {
    this.#rejected.delete(key);
    const timeLeft = this.#remember(key, user);
    this.#settings.shared?.keep(key, user, timeLeft);
  }

  /** Entries expire by the time of the question, as a login's confirmation does. @returns ms until then */
  #remember(key: string, user: VerifiedUser): number {
    const time = now();
    const timeLeft = user.verifiedAt + this.#settings.ttl - time;
    this.#verified.set(key, { user, seenAt: time }, timeLeft);
    return timeLeft;
  }

  /** Whether this flight was the current one of its key: `dropUser` may have disowned it. */
  #land(key: string, flight: Promise<VerifiedUser>): boolean {
    return this.#flights.get(key) === flight && this.#flights.delete(key);
  }
}

function isSameAnswer(a: VerifiedUser, b: VerifiedUser): boolean {
  return a.userName === b.userName && a.proxyUser === b.proxyUser && a.verifiedAt === b.verifiedAt;
}
