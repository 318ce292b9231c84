import {
  DEFAULT_PROXY_TICKET_COOKIES,
  DEFAULT_TICKET_COOKIES,
  DSS_USER_NAME,
  WORKSPACE_ID,
  WORKSPACE_NAME,
} from './cookie-names.js';
import { encodeForm } from './form-encoding.js';
import { trimAsJava } from './message-cookies.js';
import { MESSAGE_LIMITS } from './message-limits.js';
import { MESSAGE_PARAMETERS, queryOf, withoutMessageParameters } from './parameters.js';
import type { Workspace } from './workspace.js';

/** The reference writes these parts as they are. It may, as long as they consist of such characters. */
const PLAIN = /^[A-Za-z0-9\-._~:/?@!$'()*,;=[\]]*$/;

/**
 * Builds an SSO URL: an app's URL plus the DSS message. The text is the same as the Java builder's wherever that can be read back;
 * elsewhere (targets with `#` or `&`, a base URL with a query or fragment) it is encoded so that it can. Order: the base URL's own
 * query, `redirect`, `dssurl`, `cookies`, `workspace`, `appName`, further parameters.
 *
 * `reqUrl` and `dssUrl` are required, all else may be left out. Every setter returns the builder and throws a `TypeError` for what no
 * parser could give back: a text that is no string, has half of a surrogate pair, or is over the limit of a message.
 *
 * Tickets go into the URL, so treat the URL as a credential. The builder itself prints nothing of what it holds.
 *
 * @example
 * new SSOUrlBuilder()
 *   .setReqUrl('https://app.example.com/')
 *   .setDSSUrl('https://dss.example.com')
 *   .addCookie('linkis_user_session_ticket_id_v1', ticket)
 *   .setWorkspace('bdap')
 *   .getBuiltUrl();
 */
export class SSOUrlBuilder {
  #reqUrl: string | undefined;
  #dssUrl: string | undefined;
  #workspace: string | undefined;
  #appName: string | undefined;
  #redirect: string | undefined;
  #cookies = new Map<string, string>();
  #parameters = new Map<string, string>();

  /**
   * A builder with what a workspace has: its gateway, if known, its name, and of its cookies the ticket, the proxy ticket, workspaceId,
   * workspaceName and dss_user_name. Other cookies of the portal are not the app's business.
   *
   * @param options.cookieNames - further cookies to pass on, such as a ticket under a name of your own; default none
   * @throws TypeError if a cookie cannot be passed on
   */
  static fromWorkspace(workspace: Workspace, options: { cookieNames?: readonly string[] } = {}): SSOUrlBuilder {
    const builder = new SSOUrlBuilder().setWorkspace(workspace.workspaceName);
    if (workspace.dssUrl !== undefined) builder.setDSSUrl(workspace.dssUrl);
    const names = [
      ...DEFAULT_TICKET_COOKIES,
      ...DEFAULT_PROXY_TICKET_COOKIES,
      WORKSPACE_ID,
      WORKSPACE_NAME,
      DSS_USER_NAME,
      ...(options.cookieNames ?? []),
    ];
    for (const name of names) {
      const value = workspace.cookies.get(name);
      if (value !== undefined) builder.addCookie(name, value);
    }
    return builder;
  }

  /**
   * The URL of the app. It may have a query, which stays, and a fragment, which stays at the end.
   *
   * @throws TypeError also if it is empty, has a control character, or carries a part of a DSS message itself
   */
  setReqUrl(reqUrl: string): this {
    const url = checkNotEmpty('reqUrl', checkText('reqUrl', reqUrl));
    if (/\p{Cc}/u.test(url)) throw new TypeError('reqUrl has a control character.');
    const query = queryOf(url);
    if (query !== undefined && withoutMessageParameters(query) !== query) {
      throw new TypeError('reqUrl carries a parameter of a DSS message already: set it on the builder instead.');
    }
    this.#reqUrl = url;
    return this;
  }

  /** Base URL of the DSS gateway. At most 512 characters, not empty. */
  setDSSUrl(dssUrl: string): this {
    this.#dssUrl = checkNotEmpty('dssUrl', checkText('dssUrl', dssUrl, MESSAGE_LIMITS.dssurl));
    return this;
  }

  /** Name of the workspace, at most 255 characters; `undefined` or `null`: none. */
  setWorkspace(name: string | null | undefined): this {
    this.#workspace = checkOptionalText('workspace', name, MESSAGE_LIMITS.workspace);
    return this;
  }

  /** Name of the AppConn, at most 128 characters; `undefined` or `null`: none. */
  setAppName(name: string | null | undefined): this {
    this.#appName = checkOptionalText('appName', name, MESSAGE_LIMITS.appName);
    return this;
  }

  /**
   * Adds a DSS cookie; one of the same name is replaced.
   *
   * @throws TypeError also if the name is empty or has `;` or `=`, the value has `;`, either has a space or control character at an end,
   * or a limit of messages is passed: 100 cookies, 128 characters of a name, 4096 of a value (255 of workspaceName), 8192 together
   */
  addCookie(name: string, value: string): this {
    checkNotEmpty('The name of a cookie', checkText('The name of a cookie', name, MESSAGE_LIMITS.cookieName));
    const limit = name === WORKSPACE_NAME ? MESSAGE_LIMITS.workspace : MESSAGE_LIMITS.cookieValue;
    checkText('The value of a cookie', value, limit);
    if (/[;=]/.test(name) || trimAsJava(name) !== name) {
      throw new TypeError('The name of a cookie has ";", "=" or an outer space: it could not be read back.');
    }
    if (value.includes(';') || trimAsJava(value) !== value) {
      throw new TypeError(
        `The value of the cookie ${JSON.stringify(name)} has ";" or an outer space: it could not be read back.`,
      );
    }
    const known = this.#cookies.get(name);
    const pairs = this.#cookies.size + (known === undefined ? 1 : 0);
    const added = known === undefined ? `;${name}=${value}`.length : value.length - known.length;
    if (pairs > MESSAGE_LIMITS.cookiePairs || lengthOfCookies(this.#cookies) + added > MESSAGE_LIMITS.cookies) {
      throw new TypeError(
        `The cookie ${JSON.stringify(name)} is one too many: at most ${MESSAGE_LIMITS.cookiePairs} cookies of ${MESSAGE_LIMITS.cookies} characters.`,
      );
    }
    this.#cookies.set(name, value);
    return this;
  }

  /** Where the app is to send the browser after login: a path or URL of at most 2048 characters. Blank, `undefined` or `null`: nowhere. */
  redirectTo(url: string | null | undefined): this {
    const redirect = checkOptionalText('redirect', url, MESSAGE_LIMITS.redirect);
    this.#redirect = redirect?.trim() === '' ? undefined : redirect;
    return this;
  }

  /**
   * Adds a parameter of the app's own; one of the same name is replaced.
   *
   * @throws TypeError also if the name is empty or that of a message parameter
   */
  addQueryParameter(name: string, value: string): this {
    checkNotEmpty('The name of a parameter', checkText('The name of a parameter', name));
    checkText('The value of a parameter', value);
    if (MESSAGE_PARAMETERS.some((reserved) => reserved === name)) {
      throw new TypeError(
        `The parameter "${name}" is a part of the DSS message: it could not be told from the builder's own.`,
      );
    }
    this.#parameters.set(name, value);
    return this;
  }

  /** A builder of its own with all that this one has. */
  copy(): SSOUrlBuilder {
    const twin = new SSOUrlBuilder();
    twin.#reqUrl = this.#reqUrl;
    twin.#dssUrl = this.#dssUrl;
    twin.#workspace = this.#workspace;
    twin.#appName = this.#appName;
    twin.#redirect = this.#redirect;
    twin.#cookies = new Map(this.#cookies);
    twin.#parameters = new Map(this.#parameters);
    return twin;
  }

  /**
   * The SSO URL. It holds the user's ticket: do not log it (see `redactUrl`).
   *
   * @throws TypeError if `reqUrl` or `dssUrl` is missing, or the whole query has more than 16384 characters or 256 parameters
   */
  getBuiltUrl(): string {
    if (this.#reqUrl === undefined) throw new TypeError('The SSO URL needs the URL of the app: call setReqUrl first.');
    if (this.#dssUrl === undefined) throw new TypeError('The SSO URL needs the URL of DSS: call setDSSUrl first.');
    let message = this.#redirect === undefined ? '' : `redirect=${encodePlain(this.#redirect)}&`;
    message += `dssurl=${encodeForm(this.#dssUrl)}&cookies=${encodeForm(joinCookies(this.#cookies))}`;
    if (this.#workspace !== undefined) message += `&workspace=${encodeForm(this.#workspace)}`;
    if (this.#appName !== undefined) message += `&appName=${encodePlain(this.#appName)}`;
    for (const [name, value] of this.#parameters) message += `&${encodeName(name)}=${encodeForm(value)}`;
    const url = withQuery(this.#reqUrl, message);
    const query = queryOf(url) ?? '';
    if (query.length > MESSAGE_LIMITS.query || countParameters(query) > MESSAGE_LIMITS.parameters) {
      throw new TypeError(
        `The SSO URL is too large: its query may have ${MESSAGE_LIMITS.query} characters and ${MESSAGE_LIMITS.parameters} parameters.`,
      );
    }
    return url;
  }
}

function checkText(thing: string, text: string, limit = Number.POSITIVE_INFINITY): string {
  if (typeof text !== 'string') throw new TypeError(`${thing} must be a string.`);
  if (!text.isWellFormed()) throw new TypeError(`${thing} has half of a surrogate pair: UTF-8 cannot carry it.`);
  if (text.length > limit) throw new TypeError(`${thing} is too long for a DSS message: at most ${limit} characters.`);
  return text;
}

function checkOptionalText(thing: string, text: string | null | undefined, limit: number): string | undefined {
  return text === undefined || text === null ? undefined : checkText(thing, text, limit);
}

function checkNotEmpty(thing: string, text: string): string {
  if (text === '') throw new TypeError(`${thing} must not be empty.`);
  return text;
}

function joinCookies(cookies: ReadonlyMap<string, string>): string {
  let joined = '';
  for (const [name, value] of cookies) joined += joined === '' ? `${name}=${value}` : `;${name}=${value}`;
  return joined;
}

/** Of what {@link joinCookies} gives, and one more for each that is to follow; -1 without any. */
function lengthOfCookies(cookies: ReadonlyMap<string, string>): number {
  let length = -1;
  for (const [name, value] of cookies) length += name.length + value.length + 2;
  return length;
}

function countParameters(query: string): number {
  let count = 1;
  for (let at = query.indexOf('&'); at >= 0; at = query.indexOf('&', at + 1)) count += 1;
  return count;
}

function encodePlain(text: string): string {
  return PLAIN.test(text) ? text : encodeForm(text);
}

/** A name ends at its first `=`, so one that has an `=` cannot stay as it is. */
function encodeName(name: string): string {
  return name.includes('=') ? encodeForm(name) : encodePlain(name);
}

function withQuery(url: string, query: string): string {
  const hash = url.indexOf('#');
  const base = hash < 0 ? url : url.slice(0, hash);
  const fragment = hash < 0 ? '' : url.slice(hash);
  if (!base.includes('?')) return `${base}?${query}${fragment}`;
  return base.endsWith('?') || base.endsWith('&') ? `${base}${query}${fragment}` : `${base}&${query}${fragment}`;
}
