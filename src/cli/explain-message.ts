import { isSSOError, type SSOError } from '../errors.js';
import { DSS_USER_NAME, WORKSPACE_ID, WORKSPACE_NAME } from '../message/cookie-names.js';
import { parseDSSMsg, type DSSMsg } from '../message/dss-msg.js';
import { queryOf, withoutMessageParameters } from '../message/parameters.js';
import { readMessage, type Message, type MessageCookieNames } from '../message/read-message.js';
import type { ExplainedCookie, ExplainSettings, Explanation } from './explanation.js';
import { judgeMessage } from './judge-message.js';
import { showName, showText } from './show-text.js';
import { whyNoMessage } from './why-no-message.js';

/**
 * Explains an SSO URL, path or query. Never throws, whatever the text. No value of a cookie is in what it returns.
 */
export function explainMessage(text: string, settings: ExplainSettings): Explanation {
  const start = text.search(/[?#]/);
  const query = queryOf(text) ?? (start < 0 ? text : undefined);
  // As the plug-in reads it, and, where that refuses, as the more lenient `parseDSSMsg` does.
  const strict = query === undefined ? undefined : attempt(() => readMessage(query, settings.names));
  if (query === undefined || strict === undefined) return { isDSSRequest: false, reason: whyNoMessage(text, query) };
  const message = isSSOError(strict) ? undefined : strict;
  const lenient = attempt(() => parseDSSMsg(query));
  const dssMsg = isSSOError(lenient) ? undefined : lenient;

  const { ticketCookies } = settings.names;
  const show = (part: string) => showText(part, ticketCookies);
  return {
    isDSSRequest: true,
    ...(start > 0 && { app: show(text.slice(0, start)) }),
    ...(dssMsg !== undefined && {
      message: explainFields(dssMsg, message, show),
      cookies: explainCookies(dssMsg, message, settings.names),
    }),
    otherParameters: otherNames(query),
    ...judgeMessage(strict, settings),
  };
}

/** What the plug-in makes of a field, where it can read the message; else what stands there. */
function explainFields(
  dssMsg: DSSMsg,
  message: Message | undefined,
  show: (text: string) => string,
): NonNullable<Explanation['message']> {
  const { workspaceName, appName, redirectUrl } = message ?? dssMsg;
  const workspaceId = message?.workspaceId;
  return {
    dssUrl: show(dssMsg.dssUrl),
    ...(workspaceName !== undefined && { workspace: show(workspaceName) }),
    ...(workspaceId !== undefined && { workspaceId }),
    ...(appName !== undefined && { appName: show(appName) }),
    ...(redirectUrl !== undefined && { redirect: show(redirectUrl) }),
  };
}

function explainCookies(dssMsg: DSSMsg, message: Message | undefined, names: MessageCookieNames): ExplainedCookie[] {
  return [...dssMsg.cookies].map(([name, value]) => {
    const role = message?.cookies.has(name) === false ? 'ignored' : roleOf(name, names);
    return { name: role === 'ignored' ? showName(name, value) : name, role, length: value.length };
  });
}

function roleOf(name: string, { ticketCookies, proxyTicketCookies }: MessageCookieNames): ExplainedCookie['role'] {
  if (ticketCookies.includes(name)) return 'ticket';
  if (proxyTicketCookies.includes(name)) return 'proxy ticket';
  if (name === WORKSPACE_ID || name === WORKSPACE_NAME) return 'workspace';
  return name === DSS_USER_NAME ? 'display name' : 'ignored';
}

function otherNames(query: string): string[] {
  const pairs = new URLSearchParams(withoutMessageParameters(query));
  return [...new Set([...pairs].map(([name, value]) => showName(name, value)))];
}

function attempt<T>(read: () => T): T | SSOError {
  try {
    return read();
  } catch (error) {
    if (isSSOError(error)) return error;
    throw error;
  }
}
