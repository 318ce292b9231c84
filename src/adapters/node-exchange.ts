import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import onHeaders from 'on-headers';
import { withoutMessage } from '../plugin/clean-url.js';
import type { ResponseCookie } from '../plugin/cookie.js';
import type { DSSLogin } from '../plugin/dss-login.js';
import type { SSOExchange } from '../plugin/sso-exchange.js';
import { withCookie } from './request-cookies.js';

/** Node's request as a server gets it, with what frameworks and this package add to it. */
export interface NodeRequest extends IncomingMessage {
  method: string;
  url: string;
  /** Before a router took its mount path away (Express, Connect). */
  originalUrl?: string;
  /** By cookie-parser, where it ran before. */
  cookies?: unknown;
  session?: unknown;
  dss?: DSSLogin;
}

/** What only a framework knows of a request. */
export interface FrameworkView<Req> {
  /** As interceptors get it. */
  readonly request: Req;
  /** The request target as the client sent it. */
  readonly target: string;
  readonly secure: boolean;
  /** Asked for messages only: it takes reading all headers. */
  readonly getHost: () => string | undefined;
  readonly getSession: () => unknown;
  readonly setLogin: (login: DSSLogin | undefined) => void;
  /** Brings up to date what the framework made of the URL, after it changed. */
  readonly updateUrl: (() => void) | undefined;
}

/** Caches that know one of these go by it, and not by `Cache-Control` (RFC 9213, and what CDNs and nginx had before it). */
const OTHER_CACHE_CONTROL = /^(?:.+-cache-control|surrogate-control|edge-control|x-accel-expires)$/i;

/** By their names, and cookies by their places, too. */
interface AnswerHead {
  readonly headers: Map<string, string>;
  readonly cookies: Map<string, string>;
}

/** One request and its answer over `node:http`: raw, or inside a framework. */
export class NodeExchange<Req> implements SSOExchange<Req> {
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly #node: NodeRequest;
  readonly #response: ServerResponse;
  readonly #view: FrameworkView<Req>;
  /** What goes out with the answer's head; most answers need nothing. */
  #answer: AnswerHead | undefined;

  constructor(node: NodeRequest, response: ServerResponse, view: FrameworkView<Req>) {
    this.method = node.method;
    this.headers = node.headers;
    this.#node = node;
    this.#response = response;
    this.#view = view;
  }

  get request(): Req {
    return this.#view.request;
  }

  get target(): string {
    return this.#view.target;
  }

  get secure(): boolean {
    return this.#view.secure;
  }

  get host(): string | undefined {
    return this.#view.getHost();
  }

  getSession(): unknown {
    return this.#view.getSession();
  }

  removeMessage(): void {
    const node = this.#node;
    node.url = withoutMessage(node.url);
    if (node.originalUrl !== undefined) node.originalUrl = withoutMessage(node.originalUrl);
    // HTTP/2's compatibility layer shows the target once more.
    const { rawHeaders } = node;
    const path = rawHeaders.indexOf(':path') + 1;
    if (path > 0) rawHeaders[path] = withoutMessage(rawHeaders[path] ?? '');
    this.#view.updateUrl?.();
    // Where parseurl keeps the old text until somebody asks again.
    for (const name of ['_parsedUrl', '_parsedOriginalUrl']) Reflect.deleteProperty(node, name);
    if (/^utf-?8$/i.test(node.headers['content-encoding']?.trim() ?? '')) delete node.headers['content-encoding'];
  }

  setHeader(name: string, value: string): void {
    this.#listen().headers.set(name, value);
  }

  setCookie(cookie: ResponseCookie): void {
    this.#listen().cookies.set(`${cookie.name};${cookie.path};${cookie.domain ?? ''}`, cookie.header);
    showCookie(this.#node, cookie);
  }

  setLogin(login: DSSLogin | undefined): void {
    this.#view.setLogin(login);
  }

  /** Headers go out when the answer's head does, so that nothing the app does in between can lose them. */
  #listen(): AnswerHead {
    if (this.#answer !== undefined) return this.#answer;
    const answer: AnswerHead = { headers: new Map(), cookies: new Map() };
    this.#answer = answer;
    onHeaders(this.#response, () => {
      if (answer.headers.has('Cache-Control')) removeOtherCacheControl(this.#response);
      for (const [name, value] of answer.headers) this.#response.setHeader(name, value);
      for (const header of answer.cookies.values()) this.#response.appendHeader('Set-Cookie', header);
    });
    return answer;
  }
}

/** The request target as the client sent it. */
export function targetOf(request: NodeRequest): string {
  return request.originalUrl ?? request.url;
}

/** Where Node's own request is what interceptors get: session and login are properties of it. */
export function viewOfNode<Req extends NodeRequest>(
  request: Req,
  { target, secure, getHost, updateUrl }: Pick<FrameworkView<Req>, 'target' | 'secure' | 'getHost' | 'updateUrl'>,
): FrameworkView<Req> {
  return {
    request,
    target,
    secure,
    getHost,
    updateUrl,
    getSession: () => request.session,
    setLogin(login) {
      if (login === undefined) delete request.dss;
      else request.dss = login;
    },
  };
}

/** Whether the connection itself is TLS. */
export function isTls(request: IncomingMessage): boolean {
  return (request.socket as Partial<TLSSocket>).encrypted === true;
}

/** The Host header, if there is just one: Node shows the first of several. Over HTTP/2 the authority, if no Host header contradicts it. */
export function singleHost(request: IncomingMessage): string | undefined {
  const { host, ':authority': authority } = request.headers;
  if (typeof authority === 'string') return host === undefined || host === authority ? authority : undefined;
  // Counted by hand: `headersDistinct` is missing over HTTP/2, and throws over a header named `__proto__` in Node before CVE-2026-21710.
  const hosts = request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  return hosts.length <= 1 ? host : undefined;
}

function removeOtherCacheControl(response: ServerResponse): void {
  for (const name of response.getHeaderNames()) {
    if (OTHER_CACHE_CONTROL.test(name)) response.removeHeader(name);
  }
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
