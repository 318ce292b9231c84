import type { DSSUser } from './dss-user.js';
import type { RememberedLogin } from './remembered-login.js';

/** What a request knows of its DSS login: `req.dss`, Koa `ctx.state.dss`. */
export interface DSSLogin {
  readonly user: DSSUser;
  /** The current workspace; `verified` only with the option `verifyWorkspace`, else name and id are what the message said. */
  readonly workspace: { readonly name?: string; readonly id?: number; readonly verified: boolean };
  /** The AppConn the message was addressed to. */
  readonly appName?: string;
  /** The configured gateway that vouched for the user, never the message's text. */
  readonly dssUrl: string;
  /**
   * For calls back to DSS: ticket, proxy ticket, workspaceId, workspaceName, dss_user_name, and `forwardCookies`.
   * The values never show in JSON, `util.inspect` or text.
   */
  readonly cookies: ReadonlyMap<string, string>;
  /** When the gateway was last asked by a message of this login. */
  readonly verifiedAt: Date;
  /**
   * The users of the current workspace, cached for `cache.ttl`.
   * @throws `workspace-denied` if the message named no workspace, or the user is not in it; the gateway's codes if it cannot be asked
   */
  getWorkspaceUsers(): Promise<string[]>;
  /**
   * Ends this login in the app: `removeUser`, cookies, session id. DSS stays signed in. Call it before the answer's headers are sent.
   * @throws `store-unavailable` if a shared store could not be told; the login is over in this process all the same
   */
  logout(): Promise<void>;
}

/** What a login can do, given by the filter. */
export interface LoginActions {
  getWorkspaceUsers(): Promise<string[]>;
  logout(): Promise<void>;
}

/** The view of a remembered login that the app gets. It is made for one request. */
export function toDSSLogin(login: RememberedLogin, actions: LoginActions): DSSLogin {
  return Object.freeze({
    user: login.user,
    workspace: login.workspace,
    ...(login.appName !== undefined && { appName: login.appName }),
    dssUrl: login.dssUrl,
    cookies: login.cookies,
    verifiedAt: new Date(login.verifiedAt),
    ...actions,
  });
}
