import type { IncomingHttpHeaders } from 'node:http';
import { withCookie } from '../../src/adapters/request-cookies.js';
import type { ResponseCookie } from '../../src/plugin/cookie.js';
import type { OpenSession } from './model-sessions.js';
import type { SSOExchange } from '../../src/plugin/sso-exchange.js';

/** The model's own request. The interceptor writes down which login the filter showed it. */
export interface ModelRequest {
  loginId?: string;
}

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly target: string;
  readonly accept: string;
  readonly cookies: ReadonlyMap<string, string>;
  /** The app's session, if it has one. */
  readonly session: OpenSession | undefined;
}

/** A request and its answer without a server: cookies go in, and those that are set come out. */
export class ModelExchange implements SSOExchange<ModelRequest> {
  readonly request: ModelRequest = {};
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly secure = false;
  readonly host = 'app.example.com';
  /** What the answer sets, by name; `undefined`: removed. */
  readonly answered = new Map<string, string | undefined>();
  readonly #session: OpenSession | undefined;

  constructor({ method, target, accept, cookies, session }: Asked) {
    this.#session = session;
    this.method = method;
    this.target = target;
    this.headers = { host: this.host, accept };
    if (cookies.size > 0) this.headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  getSession(): object | undefined {
    return this.#session?.data;
  }

  removeMessage(): void {
    // Nothing of the model looks at the URL again.
  }

  setHeader(): void {
    // Nor at headers.
  }

  setCookie({ name, value }: ResponseCookie): void {
    this.answered.set(name, value);
    const header = withCookie(this.headers.cookie, name, value);
    if (header === undefined) delete this.headers.cookie;
    else this.headers.cookie = header;
  }

  setLogin(): void {
    // The verdict says it.
  }
}
