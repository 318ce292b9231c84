import { SSOError } from '../errors.js';
import type { HiddenMap } from './hidden-map.js';
import type { MessageCookie } from './message-cookie.js';
import { MESSAGE_LIMITS } from './message-limits.js';
import { checkCleanName } from './names.js';
import {
  holdsMessage,
  MESSAGE_PARAMETERS,
  readMessageParameters,
  type MessageParameter,
  type MessageValues,
} from './parameters.js';
import { readMessageCookies, type MessageCookieNames } from './read-message-cookies.js';

export type { MessageCookie } from './message-cookie.js';
export type { MessageCookieNames } from './read-message-cookies.js';

/** A DSS message that can be read in one way only. Nothing in it is verified yet. */
export interface Message {
  /** 1 to 512 characters of printable ASCII. Whether it is a gateway of ours is for the gateways to tell. */
  readonly dssUrl: string;
  /** The parameter `workspace`, else the cookie `workspaceName`: 1 to 255 characters. */
  readonly workspaceName?: string;
  /** The cookie `workspaceId`, 1 to 2147483647. */
  readonly workspaceId?: number;
  /** There is a cookie `workspaceId`, but it is no id and was dropped: to be refused where the workspace is verified. */
  readonly workspaceIdDropped?: true;
  /** 1 to 128 characters. DSS writes `null` where it has none; that is absent here. */
  readonly appName?: string;
  /** Not blank, at most 2048 characters, and otherwise unchecked: it is checked together with the place it names. */
  readonly redirectUrl?: string;
  /** The first configured ticket cookie with a value; absent if there is none. */
  readonly ticket?: MessageCookie;
  /** The first configured proxy ticket cookie. */
  readonly proxyTicket?: MessageCookie;
  /** The cookies of the message that `forwardCookies` names. */
  readonly forwarded: HiddenMap;
  /** All that is kept of the message's cookies: ticket, proxy ticket, workspaceId, workspaceName, dss_user_name, and the forwarded ones. */
  readonly cookies: HiddenMap;
}

/**
 * Reads the DSS message of a query as the filter needs it: stricter than `parseDSSMsg` (security.md sections 3 and 7). The first failure
 * answers, in this order: sizes (`message-too-large`), syntax, then duplicates with different values (both `message-malformed`). Equal
 * repeats are harmless. Empty parameters and `appName=null` are absent, save `dssurl`, which must be there. A missing ticket is no
 * failure here, because other checks come before it.
 *
 * @param query - the raw query without `?`
 * @returns the message, or `undefined` without `dssurl`: then this is not a DSS request
 * @throws {@link SSOError} `message-too-large`, `message-malformed`
 */
export function readMessage(query: string, names: MessageCookieNames): Message | undefined {
  if (!holdsMessage(query)) return undefined;
  const parameters = readMessageParameters(query);
  const first = (name: MessageParameter): string => parameters[name][0] ?? '';

  const dssUrl = first('dssurl');
  const workspaceName = first('workspace');
  const appName = first('appName') === 'null' ? '' : first('appName');
  const redirectUrl = first('redirect');
  checkDSSUrl(dssUrl);
  if (workspaceName !== '') checkCleanName('parameter "workspace"', workspaceName, MESSAGE_LIMITS.workspace);
  if (appName !== '') checkCleanName('parameter "appName"', appName, MESSAGE_LIMITS.appName);
  const cookies = readMessageCookies(first('cookies'), names);
  checkNoneDiffers(parameters);

  return {
    dssUrl,
    ...cookies,
    ...(workspaceName !== '' && { workspaceName }),
    ...(appName !== '' && { appName }),
    ...(redirectUrl.trim() !== '' && { redirectUrl }),
  };
}

function checkDSSUrl(text: string): void {
  if (/^[\x21-\x7e]+$/.test(text)) return;
  throw new SSOError(
    'message-malformed',
    'The parameter "dssurl" of the DSS message is empty, or has a space, a control character or one beyond ASCII.',
  );
}

function checkNoneDiffers(parameters: MessageValues): void {
  for (const name of MESSAGE_PARAMETERS) {
    const values = parameters[name];
    if (values.every((value) => value === values[0])) continue;
    throw new SSOError(
      'message-malformed',
      `The DSS message has the parameter "${name}" more than once, with different values.`,
    );
  }
}
