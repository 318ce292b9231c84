import type { IncomingHttpHeaders } from 'node:http';
import { SSOError } from '../errors.js';
import { parseCookieHeader } from '../message/cookie-header.js';
import { WORKSPACE_ID, WORKSPACE_NAME } from '../message/cookie-names.js';
import { isCleanName, isWorkspaceId } from '../message/names.js';
import type { Workspace } from '../message/workspace.js';
import { readGateways, TrustedGateways, type GatewayOption } from './trusted-gateways.js';

/** What is read of a request: Express's, Node's, or any object with its headers in lower case. */
export interface WorkspaceRequest {
  readonly headers: IncomingHttpHeaders;
}

export interface GetWorkspaceOptions {
  /** The gateways that may be named by the header `GATEWAY_URL`; without them the header is ignored. */
  readonly gateways?: GatewayOption | readonly GatewayOption[];
}

const MAX_NAME = 255;

/**
 * The workspace of a request to a DSS component, from DSS's own cookies (`SSOHelper.getWorkspace` in Java). Cookies are what a browser
 * says: ask DSS before you rely on them.
 *
 * @throws `message-malformed` (`SSOError`) if the workspace's name or id is missing or not sound (DSS's error 50010); `options-invalid` for bad `gateways`
 */
export function getWorkspace(request: WorkspaceRequest, options: GetWorkspaceOptions = {}): Workspace {
  const cookies = parseCookieHeader(request.headers.cookie);
  const workspaceName = cookies.get(WORKSPACE_NAME) ?? '';
  const workspaceId = cookies.get(WORKSPACE_ID) ?? '';
  if (!isCleanName(workspaceName, MAX_NAME) || !isWorkspaceId(workspaceId)) {
    throw new SSOError(
      'message-malformed',
      'The request has no workspace: DSS sets the cookies workspaceId and workspaceName when one is chosen.',
    );
  }
  const dssUrl = trustedUrl(request.headers['gateway_url'], options.gateways);
  return { workspaceId: Number(workspaceId), workspaceName, ...(dssUrl !== undefined && { dssUrl }), cookies };
}

/** The header comes from whoever sends the request, so only a listed gateway counts (security.md T45). */
function trustedUrl(
  header: string | string[] | undefined,
  option: GetWorkspaceOptions['gateways'],
): string | undefined {
  if (option === undefined) return undefined;
  const { gateways, problems } = readGateways(option);
  if (problems.length > 0) throw new SSOError('options-invalid', `getWorkspace: ${problems.join('. ')}.`);
  if (typeof header !== 'string') return undefined;
  const named = header.includes('://') ? header : `http://${header}`;
  return new TrustedGateways(gateways).match(named)?.url;
}
