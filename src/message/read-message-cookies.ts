import { SSOError } from '../errors.js';
import { DSS_USER_NAME, WORKSPACE_ID, WORKSPACE_NAME } from './cookie-names.js';
import { HiddenMap } from './hidden-map.js';
import { messageCookie, type MessageCookie } from './message-cookie.js';
import { messageCookiePairs } from './message-cookies.js';
import { MESSAGE_LIMITS } from './message-limits.js';
import { checkCleanName, isCookieOctets, isWorkspaceId } from './names.js';

/** Which cookies of a message mean what: the options of the same names. */
export interface MessageCookieNames {
  readonly ticketCookies: readonly string[];
  readonly proxyTicketCookies: readonly string[];
  readonly forwardCookies: readonly string[];
}

/** What the filter takes from the cookies of a message; all other cookies are forgotten. */
export interface MessageCookies {
  readonly ticket?: MessageCookie;
  readonly proxyTicket?: MessageCookie;
  readonly workspaceId?: number;
  readonly workspaceIdDropped?: true;
  readonly workspaceName?: string;
  readonly forwarded: HiddenMap;
  readonly cookies: HiddenMap;
}

/**
 * Reads the decoded value of the parameter `cookies` as the filter needs it (security.md section 7): the first configured ticket name
 * with a value is the ticket, likewise the proxy ticket; empty cookies are absent, save the proxy ticket, which must not be empty; a
 * cookie that is used may not come twice with different values.
 *
 * @throws {@link SSOError} `message-too-large`, `message-malformed`
 */
export function readMessageCookies(text: string, names: MessageCookieNames): MessageCookies {
  checkNoControls(text);
  const pairs = messageCookiePairs(text);
  const values = new Map(pairs);
  if (names.proxyTicketCookies.some((name) => values.get(name) === '')) {
    throw malformed(
      'The proxy ticket in the parameter "cookies" of the DSS message is empty. Choose the proxy user in DSS again.',
    );
  }
  const ticket = firstCookie('ticket', names.ticketCookies, values);
  const proxyTicket = firstCookie('proxy ticket', names.proxyTicketCookies, values);
  const forwarded = readForwarded(names.forwardCookies, values);
  const workspaceId = values.get(WORKSPACE_ID) ?? '';
  const workspaceName = values.get(WORKSPACE_NAME) ?? '';
  const dssUserName = values.get(DSS_USER_NAME) ?? '';
  if (workspaceName !== '') checkCleanName('cookie "workspaceName"', workspaceName, MESSAGE_LIMITS.workspace);
  if (dssUserName !== '') checkCleanName('cookie "dss_user_name"', dssUserName, MESSAGE_LIMITS.cookieValue);
  checkNoneDiffers(pairs, names);

  const kept = new Map(forwarded);
  for (const cookie of [ticket, proxyTicket]) if (cookie !== undefined) kept.set(cookie.name, cookie.value);
  if (isWorkspaceId(workspaceId)) kept.set(WORKSPACE_ID, workspaceId);
  if (workspaceName !== '') kept.set(WORKSPACE_NAME, workspaceName);
  if (dssUserName !== '') kept.set(DSS_USER_NAME, dssUserName);
  return {
    ...(ticket !== undefined && { ticket }),
    ...(proxyTicket !== undefined && { proxyTicket }),
    ...workspaceIdOf(workspaceId),
    ...(workspaceName !== '' && { workspaceName }),
    forwarded: new HiddenMap(forwarded),
    cookies: new HiddenMap(kept),
  };
}

function firstCookie(
  thing: string,
  names: readonly string[],
  values: ReadonlyMap<string, string>,
): MessageCookie | undefined {
  for (const name of names) {
    const value = values.get(name) ?? '';
    if (value !== '') return messageCookie(name, checkOctets(thing, value));
  }
  return undefined;
}

function readForwarded(names: readonly string[], values: ReadonlyMap<string, string>): [string, string][] {
  const forwarded: [string, string][] = [];
  for (const name of names) {
    const value = values.get(name);
    if (value !== undefined) forwarded.push([name, checkOctets('cookie to be forwarded', value)]);
  }
  return forwarded;
}

function workspaceIdOf(text: string): { workspaceId?: number; workspaceIdDropped?: true } {
  if (text === '') return {};
  return isWorkspaceId(text) ? { workspaceId: Number(text) } : { workspaceIdDropped: true };
}

function checkOctets(thing: string, value: string): string {
  if (isCookieOctets(value)) return value;
  throw malformed(
    `A ${thing} in the DSS message has a character that no cookie can have. If it has a "+", whoever builds the URL must ` +
      'percent-encode it: an unencoded "+" arrives as a space.',
  );
}

/** A cookie of another app may hold a tab or any letter; no cookie holds a line break, and trimming would hide one at an end. */
function checkNoControls(text: string): void {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f || code === 0x2028 || code === 0x2029) {
      throw malformed(
        'The parameter "cookies" of the DSS message has a control character or a line break. A ticket with a line break (DSS makes ' +
          'them for very long user names) cannot be used.',
      );
    }
  }
}

function checkNoneDiffers(pairs: readonly [string, string][], names: MessageCookieNames): void {
  const used = new Set([
    ...names.ticketCookies,
    ...names.proxyTicketCookies,
    ...names.forwardCookies,
    WORKSPACE_ID,
    WORKSPACE_NAME,
    DSS_USER_NAME,
  ]);
  const seen = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (!used.has(name)) continue;
    if ((seen.get(name) ?? value) !== value) {
      throw malformed(`The DSS message has the cookie "${name}" more than once, with different values.`);
    }
    seen.set(name, value);
  }
}

function malformed(message: string): SSOError {
  return new SSOError('message-malformed', message);
}
