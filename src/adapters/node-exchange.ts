import type { IncomingMessage, ServerResponse } from 'node:http';
import onHeaders from 'on-headers';
import { withoutMessage } from '../plugin/clean-url.js';
import type { ResponseCookie } from '../plugin/cookie.js';
import type { DSSLogin } from '../plugin/dss-login.js';
import type { SSOExchange } from '../plugin/sso-exchange.js';
import { withCookie } from './request-cookies.js';

/** Node's request, with what frameworks and this package add to it. */
export interface NodeRequest extends IncomingMessage {
  /** Before a router took its mount path away (Express, Connect). */
  originalUrl?: string;
  /** By cookie-parser, where it ran before. */
  cookies?: unknown;
  session?: unknown;
  dss?: DSSLogin;
}

/** What only a framework knows of a request. */
export interface FrameworkView {
  readonly secure: boolean;
  readonly host: string | undefined;
  /** Computes the framework's parsed query anew, after the URL changed. */
  readonly updateQuery?: () => void;
}

/** One request and its answer over `node:http`: raw, or inside Express or Connect. */
export class NodeExchange<Req extends NodeRequest> implements SSOExchange<Req> {
  readonly request: Req;
  readonly method: string;
  readonly target: string;
  readonly #response: ServerResponse;
  readonly #view: FrameworkView;
  readonly #headers = new Map<string, string>();
  readonly #cookies = new Map<string, string>();
  #isListening = false;

  constructor(request: Req, response: ServerResponse, view: FrameworkView) {
    this.request = request;
    this.method = request.method ?? 'GET';
    this.target = targetOf(request);
    this.#response = response;
    this.#view = view;
  }

  get headers(): IncomingMessage['headers'] {
    return this.request.headers;
  }

  get secure(): boolean {
    return this.#view.secure;
  }

  get host(): string | undefined {
    return this.#view.host;
  }

  getSession(): unknown {
    return this.request.session;
  }

  removeMessage(): void {
    const { request } = this;
    request.url = withoutMessage(request.url ?? '/');
    if (request.originalUrl !== undefined) request.originalUrl = withoutMessage(request.originalUrl);
    this.#view.updateQuery?.();
    // Where parseurl keeps the old text until somebody asks again.
    for (const name of ['_parsedUrl', '_parsedOriginalUrl']) Reflect.deleteProperty(request, name);
    if (/^utf-?8$/i.test(request.headers['content-encoding']?.trim() ?? '')) delete request.headers['content-encoding'];
  }

  setHeader(name: string, value: string): void {
    this.#headers.set(name, value);
    this.#listen();
  }

  setCookie(cookie: ResponseCookie): void {
    this.#cookies.set(`${cookie.name};${cookie.path};${cookie.domain ?? ''}`, cookie.header);
    this.#listen();
    showCookie(this.request, cookie);
  }

  setLogin(login: DSSLogin | undefined): void {
    if (login === undefined) delete this.request.dss;
    else this.request.dss = login;
  }

  /** Headers go out when the answer's head does, so that nothing the app does in between can lose them. */
  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    onHeaders(this.#response, () => {
      for (const [name, value] of this.#headers) this.#response.setHeader(name, value);
      for (const header of this.#cookies.values()) this.#response.appendHeader('Set-Cookie', header);
    });
  }
}

/** The request target as the client sent it. */
export function targetOf(request: NodeRequest): string {
  return request.originalUrl ?? request.url ?? '/';
}

/** The Host header, if there is just one: Node shows the first of several. */
export function singleHost(request: IncomingMessage): string | undefined {
  // The HTTP/2 compatibility layer has no such view, and takes one authority only.
  const { headersDistinct } = request as Partial<IncomingMessage>;
  const hosts = headersDistinct?.['host'] ?? [request.headers.host];
  return hosts.length === 1 ? hosts[0] : undefined;
}

/** This very request carries the cookie, as the next one will. */
function showCookie(request: NodeRequest, { name, value }: ResponseCookie): void {
  const header = withCookie(request.headers.cookie, name, value);
  if (header === undefined) delete request.headers.cookie;
  else request.headers.cookie = header;
  const { cookies } = request;
  if (typeof cookies !== 'object' || cookies === null) return;
  if (value === undefined) Reflect.deleteProperty(cookies, name);
  else Object.defineProperty(cookies, name, { value, enumerable: true, configurable: true, writable: true });
}
