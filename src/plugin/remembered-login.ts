import { randomBytes } from 'node:crypto';
import { DSS_USER_NAME, WORKSPACE_ID, WORKSPACE_NAME } from '../message/cookie-names.js';
import { HiddenMap } from '../message/hidden-map.js';
import { isCleanName } from '../message/names.js';
import type { MessageCookie } from '../message/read-message.js';
import type { CookiePlace } from './cookie.js';
import type { EventSubject } from './login-events.js';
import { namesOf, toDSSUser, type DSSUser } from './dss-user.js';

/** The workspace a login is in. */
export interface LoginWorkspace {
  readonly name?: string;
  readonly id?: number;
  readonly verified: boolean;
}

/**
 * A login as it is remembered: made by a verified message, replaced as a whole by the next one, never changed. Whether it is still
 * alive stands elsewhere (login-states.ts), so that no race can bring it back.
 */
export interface RememberedLogin {
  /** Random, opaque, in no cookie's name or value by itself. */
  readonly id: string;
  readonly user: DSSUser;
  readonly workspace: LoginWorkspace;
  readonly appName?: string;
  /** The configured entry of the gateway. */
  readonly dssUrl: string;
  readonly ticketName: string;
  readonly proxyTicketName?: string;
  /** Ticket, proxy ticket, workspace, display name, and what `forwardCookies` lists. */
  readonly cookies: HiddenMap;
  /** Where the interceptor's cookies stand, so that they can be removed without it. */
  readonly interceptorCookies: readonly CookiePlace[];
  /** When the gateway was asked for the last message's ticket (ms). */
  readonly verifiedAt: number;
  /** When the last message came (ms); `maxLifetime` counts from here. */
  readonly messageAt: number;
}

/** 128 random bits. */
export function newLoginId(): string {
  return randomBytes(16).toString('base64url');
}

export function ticketOf(login: RememberedLogin): MessageCookie {
  return { name: login.ticketName, value: login.cookies.get(login.ticketName) ?? '' };
}

export function proxyTicketOf(login: RememberedLogin): MessageCookie | undefined {
  const name = login.proxyTicketName;
  return name === undefined ? undefined : { name, value: login.cookies.get(name) ?? '' };
}

/** The login as events tell of it. */
export function subjectOf(login: RememberedLogin): EventSubject {
  return {
    user: namesOf(login.user),
    workspace: login.workspace,
    gateway: login.dssUrl,
    ticket: ticketOf(login).value,
  };
}

/** DSS's own cookies among those of a login; the rest came by `forwardCookies`, for the gateway alone. */
export function ownCookiesOf(login: RememberedLogin): HiddenMap {
  const own = [login.ticketName, login.proxyTicketName, WORKSPACE_ID, WORKSPACE_NAME, DSS_USER_NAME];
  return new HiddenMap([...login.cookies].filter(([name]) => own.includes(name)));
}

const VERSION = 1;

/** A login as text, with its tickets: to be sealed, or kept where only this process can read it. */
export function encodeLogin(login: RememberedLogin): string {
  return JSON.stringify([
    VERSION,
    login.id,
    login.user.userName,
    login.user.proxyUser ?? null,
    login.workspace.name ?? null,
    login.workspace.id ?? null,
    login.workspace.verified,
    login.appName ?? null,
    login.dssUrl,
    login.ticketName,
    login.proxyTicketName ?? null,
    [...login.cookies],
    login.interceptorCookies,
    login.verifiedAt,
    login.messageAt,
  ]);
}

/** The login a text stands for, or `undefined` for anything {@link encodeLogin} did not write. */
export function decodeLogin(text: string): RememberedLogin | undefined {
  const fields = parseArray(text);
  if (fields?.length !== 15 || fields[0] !== VERSION) return undefined;
  const [, id, userName, proxyUser, name, workspaceId, verified, appName, dssUrl, ticketName, proxyTicketName] = fields;
  const [cookies, places, verifiedAt, messageAt] = fields.slice(11);
  if (!isText(id) || !isUserName(userName) || !isText(dssUrl) || !isText(ticketName)) return undefined;
  if (proxyUser !== null && !isUserName(proxyUser)) return undefined;
  if (!isTextOrNull(name) || !isTextOrNull(appName) || !isTextOrNull(proxyTicketName)) return undefined;
  if (workspaceId !== null && typeof workspaceId !== 'number') return undefined;
  if (typeof verified !== 'boolean' || !isTime(verifiedAt) || !isTime(messageAt)) return undefined;
  if (!isListOf(cookies, isPair) || !isListOf(places, isPlace)) return undefined;
  return Object.freeze({
    id,
    user: toDSSUser(userName, proxyUser ?? undefined),
    workspace: toWorkspace(name ?? undefined, workspaceId ?? undefined, verified),
    ...(appName !== null && { appName }),
    dssUrl,
    ticketName,
    ...(proxyTicketName !== null && { proxyTicketName }),
    cookies: new HiddenMap(cookies),
    interceptorCookies: places,
    verifiedAt,
    messageAt,
  });
}

export function toWorkspace(name: string | undefined, id: number | undefined, verified: boolean): LoginWorkspace {
  return Object.freeze({ ...(name !== undefined && { name }), ...(id !== undefined && { id }), verified });
}

function parseArray(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isUserName(value: unknown): value is string {
  return typeof value === 'string' && isCleanName(value, 128);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isListOf<T>(value: unknown, isEntry: (entry: unknown) => entry is T): value is T[] {
  return Array.isArray(value) && value.every(isEntry);
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'string';
}

function isPlace(value: unknown): value is CookiePlace {
  if (typeof value !== 'object' || value === null) return false;
  const { name, path, domain, partitioned } = value as Record<string, unknown>;
  return (
    isText(name) &&
    isText(path) &&
    (domain === undefined || isText(domain)) &&
    (partitioned === undefined || typeof partitioned === 'boolean')
  );
}
