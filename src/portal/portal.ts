import type { PortalFaults } from './faults.js';
import type { PortalApp } from './portal-options.js';
import type { PortalRequestRecord } from './request-log.js';

/**
 * What an SSO URL is made for.
 *
 * @example
 * portal.ssoUrl({ user: 'alice', app: 'my-app', workspace: 'bdapWorkspace', proxyUser: 'hadoop', redirect: '/#/reports' });
 */
export interface PortalClick {
  /** A user of the portal. */
  user: string;
  /** The name of one of the portal's apps, or an app it does not list: an object, or just its URL (then the message has no `appName`). */
  app: string | PortalApp;
  /**
   * A workspace's name. Membership is not checked, and the name need not exist (then the message has no id), so that a test can see
   * what its app does about it. @default the user's first workspace, if there is one
   */
  workspace?: string;
  /** @default the app's `redirect` */
  redirect?: string;
  /** Adds a proxy ticket for this name; the user's list is not asked. @default none */
  proxyUser?: string;
}

/**
 * Tickets of a portal, for messages that a test makes by hand, and for ending them behind an app's back. Names may be anybody's whom the portal knows; a proxy user may be any name.
 *
 * @example
 * const ticket = portal.tickets.issue('alice');
 * // ... log in with it, then sign out of DSS elsewhere:
 * portal.tickets.kill(ticket);
 */
export interface PortalTickets {
  /** Signs a user in and returns the ticket. @throws TypeError for a user the portal does not have */
  issue(user: string): string;
  /**
   * A proxy ticket. As in DSS it names only the proxy user, so it goes with anybody's ticket and does not expire, and whether `user` may
   * act as `proxyUser` is not asked: apps have to. @throws TypeError for a user the portal does not have
   */
  issueProxy(user: string, proxyUser: string): string;
  /** Ends a ticket or proxy ticket, as a log-out does. */
  kill(ticket: string): void;
}

/** DSS in a box: see `createPortal`. */
export interface Portal {
  /**
   * Starts it on 127.0.0.1 and returns its URL, without a slash at the end. After `close()` it can be started again, with the tickets it had.
   *
   * @param port - 0 takes any that is free, which is the default
   * @throws SSOError `options-invalid` if the port cannot be had; `cause.code` tells why (`EADDRINUSE`: it is taken)
   */
  listen(port?: number): Promise<string>;
  /** Stops it and ends all connections, hanging ones too. Safe to call twice. */
  close(): Promise<void>;
  /** Where it listens, e.g. `http://127.0.0.1:8088`. @throws TypeError while it does not listen */
  readonly url: string;
  /** Signs the user in and returns the URL that a click would open. It holds a ticket. @throws TypeError for an unknown user or app */
  ssoUrl(click: PortalClick): string;
  readonly tickets: PortalTickets;
  /**
   * The last 1000 calls of the gateway's REST interface, oldest first. It is for tests: headers are as they came, **with tickets**.
   * The portal itself prints nothing, and its page of calls shows no ticket.
   *
   * @example
   * expect(portal.requests.filter(({ path }) => path.endsWith('/user/userInfo'))).toHaveLength(1); // asked once, then remembered
   */
  readonly requests: readonly PortalRequestRecord[];
  /**
   * How the gateway's REST interface misbehaves: see {@link PortalFaults}. May be changed, or replaced, while the portal runs.
   *
   * @example
   * portal.faults.status = 503; // the gateway is down for maintenance
   * portal.faults = {}; // all is well again
   */
  faults: PortalFaults;
  /** Who can sign in, with their passwords, for whoever starts the portal to print. */
  readonly users: readonly { readonly userName: string; readonly password: string }[];
}
