import { describeCause } from '../errors.js';
import type { DSSMsg } from '../message/dss-msg.js';
import type { CookiePlace } from './cookie.js';
import { ignoreStore } from './ignore-store.js';
import { CallContext } from './call-context.js';
import { addUser, isUserInApp, removeUser } from './interceptor-calls.js';
import type { LoginChange } from './login-change.js';
import { endInBrowser } from './login-end.js';
import type { LoginStates } from './login-states.js';
import type { RememberedLogin } from './remembered-login.js';
import type { RememberedLogins } from './remembered-logins.js';
import { warnOfSessionCookie } from './session-warnings.js';
import type { Visit } from './visit.js';

/** What a verified message brings. */
export interface Arrival {
  readonly change: LoginChange;
  /** The login the browser had. */
  readonly before: RememberedLogin | undefined;
  /** One that is over, and of which this browser still has what it left. */
  readonly over: RememberedLogin | undefined;
  /** Whether somebody else is in the app by its own login. */
  readonly isAnotherInApp: boolean;
  /** The login to be: its interceptor's cookies are filled in here. */
  readonly login: RememberedLogin;
  readonly dssMsg: DSSMsg;
  readonly provisioned: unknown;
}

export interface Keeping<Req> {
  readonly logins: RememberedLogins<Req>;
  readonly states: LoginStates;
}

/**
 * Makes the changes of a login, in this order: session id, the interceptor's user, save, carrier, state (security.md section 3). Up to
 * here nothing was changed; a failure from here on leaves the browser logged out, never half in.
 *
 * @returns the login as it is remembered
 * @throws `session-unavailable`, `interceptor-failed`, `store-unavailable`
 */
export async function signIn<Req>(
  visit: Visit<Req>,
  arrival: Arrival,
  keeping: Keeping<Req>,
): Promise<RememberedLogin> {
  try {
    return await change(visit, arrival, keeping);
  } catch (error) {
    await undo(visit, arrival, keeping);
    throw error;
  }
}

async function change<Req>(visit: Visit<Req>, arrival: Arrival, keeping: Keeping<Req>): Promise<RememberedLogin> {
  const { change: kind, before, login } = arrival;
  const isNew = before?.id !== login.id;
  if (isNew) {
    warnOfSessionCookie(visit);
    await removeFormerUser(visit, arrival);
    await visit.session.renew(kind === 'ticket' && keeping.logins.isSessionOf(visit, before));
  }
  const isUserThere = !isNew && (await isStillInApp(visit, arrival, keeping));
  // Nobody's user is put into a session whose id somebody else may know.
  if (!isNew && !isUserThere) await visit.session.renew(keeping.logins.isCarriedBySession(visit, before));
  const added = isUserThere ? [] : await addUser(visit, login, arrival.dssMsg, arrival.provisioned);
  const kept = keepOrRemove(visit, arrival, isUserThere, added);
  const remembered: RememberedLogin = Object.freeze({ ...login, interceptorCookies: [...kept, ...added] });
  await keeping.logins.write(visit, remembered);
  await visit.session.save();
  if (before !== undefined && isNew) await ignoreStore(() => keeping.states.end(before));
  await ignoreStore(() => keeping.states.confirm(remembered, remembered.verifiedAt));
  return remembered;
}

/** Another user's place in the app is cleared; the same user's is about to be filled again. */
async function removeFormerUser<Req>(
  visit: Visit<Req>,
  { change: kind, before, over, isAnotherInApp }: Arrival,
): Promise<void> {
  if (kind === 'switch' || isAnotherInApp || over !== undefined) await removeUser(visit, before ?? over);
}

/** The app has the user of a login that goes on, in a session that belongs to it. */
async function isStillInApp<Req>(visit: Visit<Req>, arrival: Arrival, keeping: Keeping<Req>): Promise<boolean> {
  if (mustShowWorkspace(visit, arrival.change) || !keeping.logins.isSessionOf(visit, arrival.before)) return false;
  return (await isUserInApp(visit, new CallContext(visit, arrival.login))) === true;
}

/** DSS's own cookies tell a component the workspace, too: they are set again when it changes. */
function mustShowWorkspace<Req>({ settings }: Visit<Req>, kind: LoginChange): boolean {
  return kind === 'workspace' && settings.interceptorKind === 'internal';
}

/**
 * Removes what the former login's interceptor set and the new one does not need.
 * @returns the places that stay as they are
 */
function keepOrRemove<Req>(
  visit: Visit<Req>,
  { before, over, dssMsg }: Arrival,
  isUserThere: boolean,
  added: readonly CookiePlace[],
): CookiePlace[] {
  // An internal interceptor sets no cookie that the browser has already; those of this message are needed all the same.
  const isNeeded = ({ name }: CookiePlace): boolean =>
    isUserThere || (visit.settings.interceptorKind === 'internal' && dssMsg.cookies.has(name));
  const old = ((before ?? over)?.interceptorCookies ?? []).filter(
    (place) => !added.some((fresh) => isSamePlace(fresh, place)),
  );
  for (const place of old) {
    if (!isNeeded(place)) visit.removeCookie(place);
  }
  return old.filter(isNeeded);
}

function isSamePlace(a: CookiePlace, b: CookiePlace): boolean {
  return a.name === b.name && a.path === b.path && a.domain === b.domain;
}

async function undo<Req>(visit: Visit<Req>, { before, over, login }: Arrival, keeping: Keeping<Req>): Promise<void> {
  visit.removeCookiesSetHere();
  // A login that goes on has its interceptor's cookies in the value it had before.
  const former = before ?? over;
  const all = former === undefined ? [login] : former.id === login.id ? [former] : [former, login];
  for (const ended of all) {
    try {
      await ignoreStore(() => keeping.states.end(ended));
      await endInBrowser(visit, ended, keeping.logins);
    } catch (error) {
      visit.settings.logger.error('A login that failed could not be cleared away whole.', {
        requestId: visit.requestId,
        ...describeCause(error),
      });
    }
  }
}
