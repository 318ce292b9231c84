import { SSOUrlBuilder } from '../message/sso-url-builder.js';
import { PROXY_TICKET, TICKET, USER_NAME, WORKSPACE_ID, WORKSPACE_NAME } from './dss-cookies.js';
import type { PortalApp } from './portal-options.js';

/** Everything that goes into the URL with which the portal opens an app. */
export interface SSOLink {
  readonly portalUrl: string;
  readonly app: Omit<PortalApp, 'name'> & { readonly name?: string };
  readonly userName: string;
  readonly ticket: string;
  readonly proxyTicket?: string | undefined;
  /** Without an id it is a workspace that the portal does not know. */
  readonly workspace?: { readonly id?: number; readonly name: string } | undefined;
}

/** The SSO URL of a click: the app's URL and the DSS message (sso.md section 2). It holds the ticket: it must not be logged or shown. */
export function buildSSOLink({ portalUrl, app, userName, ticket, proxyTicket, workspace }: SSOLink): string {
  const builder = new SSOUrlBuilder().setReqUrl(app.url).setDSSUrl(portalUrl).addCookie(TICKET, ticket);
  if (proxyTicket !== undefined) builder.addCookie(PROXY_TICKET, proxyTicket);
  if (workspace !== undefined) {
    if (workspace.id !== undefined) builder.addCookie(WORKSPACE_ID, String(workspace.id));
    builder.addCookie(WORKSPACE_NAME, workspace.name).setWorkspace(workspace.name);
  }
  builder.addCookie(USER_NAME, userName);
  if (app.name !== undefined) builder.setAppName(app.name);
  if (app.redirect !== undefined) builder.redirectTo(app.redirect);
  return builder.getBuiltUrl();
}
