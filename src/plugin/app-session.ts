import { SSOError } from '../errors.js';
import type { SSOExchange } from './sso-exchange.js';

/** How to reach the app's session where it is not `req.session` (Koa: `ctx.session`). */
export interface SessionPort<Req = unknown> {
  /** The session's data: an object that is saved with the session, or `undefined` without a session. */
  get(req: Req): object | undefined;
  /** Gives the session a new id; the old one is worth nothing afterwards. Whether data is kept does not matter. */
  regenerate(req: Req): void | Promise<void>;
  /** Saves the session before the answer goes out. */
  save(req: Req): void | Promise<void>;
}

type SessionData = Record<string, unknown>;

/** express-session's `Session`, and what is shaped like it. */
interface RenewableSession {
  regenerate(callback: (error?: unknown) => void): unknown;
  save(callback: (error?: unknown) => void): unknown;
}

/**
 * The app's session during one request. A session that cannot get a new id (cookie-session) is emptied where a new one is due, and is
 * no place for a login (security.md section 10).
 */
export class AppSession<Req> {
  readonly #exchange: SSOExchange<Req>;
  readonly #port: SessionPort<Req> | undefined;

  constructor(exchange: SSOExchange<Req>, port: SessionPort<Req> | undefined) {
    this.#exchange = exchange;
    this.#port = port;
  }

  /** What is in the session now. It is another object after {@link renew}. */
  get data(): SessionData | undefined {
    const data = this.#port === undefined ? this.#exchange.getSession() : this.#port.get(this.#exchange.request);
    return typeof data === 'object' && data !== null ? (data as SessionData) : undefined;
  }

  /** Whether there is a server-side session that can get a new id: then it can carry a login. */
  get canRenew(): boolean {
    const data = this.data;
    return data !== undefined && (this.#port !== undefined || isRenewable(data));
  }

  /**
   * A new session id, with the old data or without. Nothing happens without a session.
   * @throws `session-unavailable`
   */
  async renew(keepData: boolean): Promise<void> {
    const before = this.data;
    if (before === undefined) return;
    const kept = keepData ? dataOf(before) : [];
    if (this.canRenew) await this.#call('regenerate');
    const after = this.data;
    if (after === undefined) throw unavailable('The session was gone after it got a new id.');
    for (const [name] of dataOf(after)) Reflect.deleteProperty(after, name);
    for (const [name, value] of kept) after[name] = value;
  }

  /** @throws `session-unavailable` */
  async save(): Promise<void> {
    if (this.canRenew) await this.#call('save');
  }

  async #call(method: 'regenerate' | 'save'): Promise<void> {
    try {
      if (this.#port !== undefined) await this.#port[method](this.#exchange.request);
      else await callWithCallback(this.data as unknown as RenewableSession, method);
    } catch (cause) {
      const what = method === 'save' ? 'saved' : 'given a new id';
      throw unavailable(`The app's session could not be ${what}. Check the session store.`, cause);
    }
  }
}

export function unavailable(message: string, cause?: unknown): SSOError {
  return new SSOError('session-unavailable', message, { cause });
}

/** koa-session has the methods with or without a store; only with one there is an id that can be renewed. */
function isRenewable(data: object): boolean {
  const { regenerate, save } = data as Partial<RenewableSession>;
  if (typeof regenerate !== 'function' || typeof save !== 'function') return false;
  return !isOfKoa(data) || data.externalKey !== undefined;
}

function isOfKoa(data: object): data is { readonly externalKey: unknown } {
  return 'externalKey' in data && 'manuallyCommit' in data;
}

/** The data of a session: what the middleware itself keeps there stays, and no name reaches a prototype. */
function dataOf(session: SessionData): [string, unknown][] {
  return Object.entries(session).filter(([name, value]) => {
    if (name === '__proto__' || typeof value === 'function') return false;
    if (isOfKoa(session)) return name !== 'isNew' && !name.startsWith('_');
    return name !== 'cookie' || !isRenewable(session);
  });
}

/** For sessions that take a callback, return a promise, or do both. */
function callWithCallback(session: RenewableSession, method: 'regenerate' | 'save'): Promise<void> {
  return new Promise((resolve, reject) => {
    const answer = session[method]((error) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('the session store reported an error'));
    });
    if (answer instanceof Promise)
      answer.then(() => {
        resolve();
      }, reject);
  });
}
