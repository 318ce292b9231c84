import { SSOUrlBuilder } from '../../src/message/sso-url-builder.js';
import {
  createPortal,
  type Portal,
  type PortalOptions,
  type PortalUser,
  type PortalWorkspace,
} from '../../src/portal/create-portal.js';

export const TICKET = 'linkis_user_session_ticket_id_v1';
export const PROXY_TICKET = 'dss_user_session_proxy_ticket_id_v1';
export const SECRET = 'q7Zr2v9yBnE4xK1sWc8uHd3tLm6pGj5f';

/** A portal that plays the gateway, and messages it would send. */
export interface World {
  readonly portal: Portal;
  readonly dssUrl: string;
  /** The query of a message, without `?`. */
  message(options?: MessageOptions): string;
  /** How often the gateway was asked this call. */
  calls(path?: string): number;
  close(): Promise<void>;
}

export interface MessageOptions {
  readonly user?: string;
  readonly ticket?: string;
  readonly proxyUser?: string;
  readonly workspace?: string;
  readonly workspaceId?: number;
  readonly appName?: string;
  readonly redirect?: string;
  readonly dssUrl?: string;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

const USERS: PortalUser[] = [
  { userName: 'alice', password: 'pw-alice', proxyUsers: ['hadoop'] },
  { userName: 'bob', password: 'pw-bob' },
  { userName: 'admin', password: 'pw-admin' },
  { userName: 'proxy_05aliceroot', password: 'pw-packed' },
];

const WORKSPACES: PortalWorkspace[] = [
  { id: 224, name: 'bdap', users: ['alice', 'bob'] },
  { id: 225, name: 'dev', users: ['alice'] },
];

export async function createWorld(options: PortalOptions = {}): Promise<World> {
  const portal = createPortal({ users: USERS, workspaces: WORKSPACES, ...options });
  const dssUrl = await portal.listen();
  return {
    portal,
    dssUrl,
    message(given = {}) {
      const { user = 'alice', workspace = 'bdap', workspaceId, appName, redirect, proxyUser } = given;
      const builder = new SSOUrlBuilder()
        .setReqUrl('http://app.invalid/')
        .setDSSUrl(given.dssUrl ?? dssUrl)
        .setWorkspace(workspace);
      builder.addCookie(TICKET, given.ticket ?? portal.tickets.issue(user));
      if (workspaceId !== undefined) builder.addCookie('workspaceId', String(workspaceId));
      if (proxyUser !== undefined) builder.addCookie(PROXY_TICKET, portal.tickets.issueProxy(user, proxyUser));
      if (appName !== undefined) builder.setAppName(appName);
      if (redirect !== undefined) builder.redirectTo(redirect);
      for (const [name, value] of Object.entries(given.cookies ?? {})) builder.addCookie(name, value);
      for (const [name, value] of Object.entries(given.query ?? {})) builder.addQueryParameter(name, value);
      return builder.getBuiltUrl().split('?').slice(1).join('?');
    },
    calls(path = '/user/userInfo') {
      return portal.requests.filter((request) => request.path.includes(path)).length;
    },
    close: () => portal.close(),
  };
}
