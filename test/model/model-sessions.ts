import { setImmediate as nextTurn } from 'node:timers/promises';
import { SESSION_KEY } from '../../src/plugin/carriers/session-carrier.js';

/** The app's sessions, on a server that both processes use, and that restarts do not touch. */
export class ModelSessions {
  readonly #saved = new Map<string, string>();
  #made = 0;

  /** What a session middleware shows a request that brings this id: a copy of the session, or an empty one with an id nobody knows yet. */
  open(id: string | undefined, watch: SessionWatch): OpenSession {
    return new OpenSession(this, id, watch);
  }

  load(id: string | undefined): string | undefined {
    return id === undefined ? undefined : this.#saved.get(id);
  }

  write(id: string, text: string): void {
    this.#saved.set(id, text);
  }

  destroy(id: string): void {
    this.#saved.delete(id);
  }

  newId(): string {
    this.#made += 1;
    return `s${this.#made}`;
  }
}

export interface SessionWatch {
  /** Whether the process is still there: a dead one writes nothing. */
  isRunning(): boolean;
  /** A login is about to be saved. */
  saves(login: string): void;
}

type Callback = (error?: unknown) => void;

/** The session of one request, shaped like express-session's. Like that one with `resave`, it is written back after its request. */
export class OpenSession {
  readonly #sessions: ModelSessions;
  readonly #watch: SessionWatch;
  /** The login it held when the request came. */
  readonly loginAtFirst: string | undefined;
  #id: string;
  #data: object;

  constructor(sessions: ModelSessions, id: string | undefined, watch: SessionWatch) {
    const saved = sessions.load(id);
    this.#sessions = sessions;
    this.#watch = watch;
    this.#id = saved === undefined || id === undefined ? sessions.newId() : id;
    this.#data = this.#toData(saved === undefined ? {} : (JSON.parse(saved) as object));
    this.loginAtFirst = this.login;
  }

  get id(): string {
    return this.#id;
  }

  get data(): object {
    return this.#data;
  }

  get login(): string | undefined {
    const value = (this.#data as Record<string, unknown>)[SESSION_KEY];
    return typeof value === 'string' ? value : undefined;
  }

  /** The middleware's last act for this request: what it holds is written, whatever others wrote meanwhile. */
  end(): void {
    if (Object.keys(this.#data).length > 0 || this.#sessions.load(this.#id) !== undefined) this.#write();
  }

  #toData(content: object): object {
    const methods = {
      regenerate: (done: Callback): void => void this.#later(done, () => this.#regenerate()),
      save: (done: Callback): void => void this.#later(done, () => this.#write()),
    };
    return Object.assign(Object.create(methods) as object, content);
  }

  async #later(done: Callback, act: () => void): Promise<void> {
    await nextTurn();
    act();
    await nextTurn();
    done();
  }

  #regenerate(): void {
    if (this.#watch.isRunning()) this.#sessions.destroy(this.#id);
    this.#id = this.#sessions.newId();
    this.#data = this.#toData({});
  }

  #write(): void {
    if (!this.#watch.isRunning()) return;
    const { login } = this;
    if (login !== undefined && login !== this.loginAtFirst) this.#watch.saves(login);
    this.#sessions.write(this.#id, JSON.stringify(this.#data));
  }
}
