/** Names of the cookie that carries the user's ticket, in order: today's DSS, and DSS before 1.0. */
export const DEFAULT_TICKET_COOKIES: readonly string[] = Object.freeze([
  'linkis_user_session_ticket_id_v1',
  'bdp-user-ticket-id',
]);

/** Names of the cookie that carries the proxy ticket, in order: the one DSS reads, and the one Linkis gateways set unless told otherwise. */
export const DEFAULT_PROXY_TICKET_COOKIES: readonly string[] = Object.freeze([
  'dss_user_session_proxy_ticket_id_v1',
  'linkis_user_session_proxy_ticket_id_v1',
]);

/** The current workspace's id, a positive integer. */
export const WORKSPACE_ID = 'workspaceId';

/** The current workspace's name. */
export const WORKSPACE_NAME = 'workspaceName';

/** The user's display name, set by newer DSS. It says nothing about who the user is. */
export const DSS_USER_NAME = 'dss_user_name';

/**
 * Cookies that may never be sent on to a gateway, in lower case: compare names in lower case. A gateway that sees them logs in the
 * user they name, or skips its check of the ticket (security.md T6).
 */
export const FORBIDDEN_COOKIES: readonly string[] = Object.freeze([
  'token-code',
  'token-user',
  'token-alive',
  'dataworkcloud_inner_request',
]);
