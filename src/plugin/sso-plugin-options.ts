import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { SSOError } from '../errors.js';
import type { GatewayOption } from '../gateway/trusted-gateways.js';
import type { SSOLogger } from '../logger.js';
import type { Secret } from '../secrets.js';
import type { Store } from '../store/store.js';
import type { SessionPort } from './app-session.js';
import type { LoginEvent } from './login-events.js';
import type { AnyUserInterceptor } from './user-interceptor.js';

/**
 * The options of the plug-in. All are checked at construction, every problem is named at once, an unknown key is refused.
 * Every duration is in milliseconds.
 *
 * @typeParam Req - the framework's request, as the interceptor gets it
 */
export interface SSOPluginOptions<Req = unknown> {
  /** The DSS gateways this app trusts: base URLs. Nothing else is ever asked who a user is. Required. */
  readonly gateways: GatewayOption | readonly GatewayOption[];
  /** How the app keeps its user. Required: an object of exactly one of the three kinds. */
  readonly interceptor: AnyUserInterceptor<Req>;
  /**
   * The app's name in DSS. Messages addressed to another app are refused; one without a name is accepted. It also ends the names of our
   * cookies, so that apps on one host do not overwrite each other's.
   * @default none
   */
  readonly appName?: string;
  /** The app's own origin, where it must not depend on the request; `https:` also makes cookies Secure. @default the request's host */
  readonly publicOrigin?: string;
  /** Further origins a message may redirect to, besides the app's own. @default [] */
  readonly redirectOrigins?: readonly string[];
  /** Origins of DSS's web pages, where they differ from the gateways. @default [] */
  readonly portalOrigins?: readonly string[];
  /** Page loads without `redirect` end in a 303 to the same page without the message. @default true */
  readonly cleanUrl?: boolean;
  /** When another user's message arrives in a page load: sign in the new one, or refuse with `user-switch-denied`. @default 'switch' */
  readonly onUserSwitch?: 'switch' | 'refuse';
  /** Names of the ticket cookie, in order. @default ['linkis_user_session_ticket_id_v1', 'bdp-user-ticket-id'] */
  readonly ticketCookies?: readonly string[];
  /**
   * Names of the proxy ticket cookie, in order; `[]`: proxy users are ignored.
   * @default ['dss_user_session_proxy_ticket_id_v1', 'linkis_user_session_proxy_ticket_id_v1']
   */
  readonly proxyTicketCookies?: readonly string[];
  /** Further cookies of the message to send to the gateway and keep. Names that open a gateway's back doors are refused. @default [] */
  readonly forwardCookies?: readonly string[];
  /** The proxy user must be on the user's `proxy/list`: one more gateway call per new proxy ticket. @default true */
  readonly verifyProxyUser?: boolean;
  /** Refuse a message whose workspace the user does not belong to. @default false */
  readonly verifyWorkspace?: boolean;
  /** Verified tickets: how long a yes and a no are kept (ms), and how many of each. @default { ttl: 60_000, negativeTtl: 5_000, max: 10_000 } */
  readonly cache?: { readonly ttl?: number; readonly negativeTtl?: number; readonly max?: number };
  /** After this long (ms) a remembered login's ticket is asked for again; `false`: never, except when its state is unknown. @default 300_000 */
  readonly revalidateAfter?: number | false;
  /** How long (ms) beyond `revalidateAfter` a login is served while the gateway cannot be asked. @default 300_000 */
  readonly grace?: number;
  /** A login ends this long (ms) after its last verified message, whatever the gateway says. @default 43_200_000 */
  readonly maxLifetime?: number;
  /**
   * Seals the login in our cookie, and DSS cookies kept in sessions and stores: 32 bytes or more; of several the first seals and all
   * open. @default none
   */
  readonly secret?: Secret | readonly Secret[];
  /**
   * Where logins are kept. Found at the first login: `'session'` if the app has a server-side session whose id can be renewed, else
   * `'cookie'` if there is a `secret`, else `'store'`. Reading tries all three.
   */
  readonly remember?: 'session' | 'cookie' | 'store';
  /**
   * States of logins, and logins when `remember` is `'store'`. Any store but memory needs `secret`.
   * @default memoryStore({ max: 100_000 })
   */
  readonly store?: Store;
  /** How to reach the app's session, where it is not `req.session` (Koa: `ctx.session`). @default found */
  readonly session?: SessionPort<Req>;
  /** Our cookie; it lives until the browser closes. @default { name: 'dss_sso', sameSite: 'lax', secure: 'auto' } */
  readonly cookie?: {
    readonly name?: string;
    readonly sameSite?: 'lax' | 'strict' | 'none';
    readonly secure?: boolean | 'auto';
  };
  /** The app is shown in a frame of a DSS on another site: cookies get SameSite=None; Secure; Partitioned. https only. @default false */
  readonly embedded?: boolean;
  /**
   * The HTTP client towards the gateway: ms, calls, bytes, calls.
   * @default { timeout: 5_000, retries: 1, maxResponseBytes: 65_536, maxConcurrent: 32, maxQueue: 2_048 }
   */
  readonly gateway?: {
    readonly timeout?: number;
    readonly retries?: number;
    readonly maxResponseBytes?: number;
    readonly maxConcurrent?: number;
    readonly maxQueue?: number;
    /** Agents of your own: a private CA, client certificates. */
    readonly agent?: { readonly http?: HttpAgent; readonly https?: HttpsAgent };
  };
  /** @default silent; `NODE_DEBUG=dss-sso` works too */
  readonly logger?: SSOLogger;
  /** Audit records without secrets; also published on the diagnostics channel `dss-sso:event`. @default none */
  readonly onEvent?: (event: LoginEvent) => void;
  /** The HTML of a refusal. @default the built-in page, English or Chinese */
  readonly errorPage?: (error: SSOError, context: ErrorPageContext) => string;
  /** Switches off every check of where a request comes from (security.md section 11). Logs a warning at start. @default false */
  readonly dangerouslyAllowAnyRequestContext?: boolean;
}

/** What `errorPage` is told besides the error. */
export interface ErrorPageContext {
  readonly language: 'en' | 'zh';
  /** To find the refusal in the log. */
  readonly requestId: string;
  /** Where the browser still has a living login: the page without the message. A relative reference. */
  readonly continueUrl?: string;
  /** With `login-required`: DSS's portal, where a login begins. */
  readonly loginUrl?: string;
}
