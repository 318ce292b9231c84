import type { IncomingHttpHeaders } from 'node:http';
import type { DSSLogin } from './dss-login.js';
import type { ResponseCookie } from './cookie.js';

/**
 * One request and its answer, as the filter sees them. An adapter makes one for a framework; this interface is all an adapter for
 * another framework has to provide.
 *
 * @typeParam Req - the framework's own request, as interceptors get it
 */
export interface SSOExchange<Req = unknown> {
  /** The framework's own request. */
  readonly request: Req;
  /** In capitals. */
  readonly method: string;
  /** The request target as the client sent it: path and query, before any router shortened it. */
  readonly target: string;
  /** As Node gives them: names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Whether the client came over TLS, by the framework's trusted view (a proxy's word only if the app said so). */
  readonly secure: boolean;
  /** The host the client asked for, by the framework's trusted view; `undefined` if there is none, or two different ones. */
  readonly host: string | undefined;
  /** The app's session, as the framework shows it at this moment; `undefined` without one. */
  getSession(): unknown;
  /**
   * The request carried a DSS message: takes the message's parameters out of every URL the app can see, and a `Content-Encoding` of
   * `utf-8` out of the headers (DSS back ends send it with JSON bodies; body parsers answer it with 415).
   */
  removeMessage(): void;
  /** Sets a header of the answer, and keeps it if the app sets another value later. */
  setHeader(name: string, value: string): void;
  /** Sets or removes a cookie: on the answer, and on this request as the app sees it. A later one of the same name, path and domain wins. */
  setCookie(cookie: ResponseCookie): void;
  /** What the app sees as its DSS login from now on (`undefined` after a log-out). */
  setLogin(login: DSSLogin | undefined): void;
}
