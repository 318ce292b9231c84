import { stringifySetCookie, type SetCookie } from 'cookie';

/** DSS's cookies, by the names the recorded gateway uses (sso.md section 2). Spelled out here, so that the portal cannot share a slip of the plug-in. */
export const TICKET = 'linkis_user_session_ticket_id_v1';
export const PROXY_TICKET = 'dss_user_session_proxy_ticket_id_v1';
export const WORKSPACE_ID = 'workspaceId';
export const WORKSPACE_NAME = 'workspaceName';
export const USER_NAME = 'dss_user_name';

/** A browser-session cookie for the whole portal. Tickets go out as they are; names, which may be in any script, percent-encoded. */
export function setCookie(name: string, value: string, attributes: Pick<SetCookie, 'httpOnly'> = {}): string {
  const encode = name === TICKET || name === PROXY_TICKET ? (text: string) => text : encodeURIComponent;
  return stringifySetCookie({ name, value, path: '/', ...attributes }, { encode });
}

/** Takes a cookie away, as the recorded log-out does. */
export function clearCookie(name: string): string {
  return `${name}=; Path=/; Max-Age=0`;
}

/** The two cookies that tell the current workspace. */
export function workspaceCookies(
  workspace: { id: number; name: string },
  attributes: Pick<SetCookie, 'httpOnly'> = {},
): string[] {
  return [
    setCookie(WORKSPACE_ID, String(workspace.id), attributes),
    setCookie(WORKSPACE_NAME, workspace.name, attributes),
  ];
}
