import { chain, type MaybePromise } from '../maybe-promise.js';
import type { TicketQuestion } from '../gateway/ticket-question.js';
import { isDefiniteNo, questionOf } from './confirmations.js';
import { CallContext } from './call-context.js';
import { toDSSLogin, type DSSLogin } from './dss-login.js';
import type { FilterParts } from './filter-parts.js';
import { ignoreStore } from './ignore-store.js';
import { isUserInApp, removeUser, renewUser } from './interceptor-calls.js';
import { endInBrowser } from './login-end.js';
import type { LoginState } from './login-states.js';
import { subjectOf, type RememberedLogin } from './remembered-login.js';
import { PASS, type Verdict } from './verdict.js';
import type { Visit } from './visit.js';
import { noWorkspace, usersOfWorkspace } from './workspaces.js';

/**
 * A request without a message: is there a remembered login, is it alive, does the app still have its user? Synchronous, where session,
 * cookie and interceptor are and nobody has to be asked.
 *
 * @throws `store-unavailable`, `session-unavailable`, `interceptor-failed`; the gateway's codes once `grace` is over
 */
export function recallLogin<Req>(visit: Visit<Req>, parts: FilterParts<Req>): MaybePromise<Verdict> {
  return chain(parts.logins.read(visit), (login) => {
    visit.login = login;
    if (!parts.logins.isSessionOf(visit, login)) return dropSession(visit, login);
    if (login === undefined) return PASS;
    return chain(isAlive(visit, login, parts), (alive) =>
      alive ? passWith(visit, login, parts) : clear(visit, login, parts),
    );
  });
}

/** What a browser shows: nothing, a login that is alive, or one that is over and that nobody has cleared away yet. */
export interface ShownLogin {
  readonly current?: RememberedLogin;
  readonly over?: RememberedLogin;
}

/** The login this browser shows: whether it has expired or ended. Asks no gateway and changes nothing in the browser. */
export async function shownLogin<Req>(visit: Visit<Req>, parts: FilterParts<Req>): Promise<ShownLogin> {
  const login = await parts.logins.read(visit);
  if (login === undefined) return {};
  const isLiving = (await livingState(visit, login, parts)) !== undefined;
  return isLiving ? { current: login } : { over: login };
}

/** The login this browser shows, if it is neither expired nor ended. */
export async function currentLogin<Req>(
  visit: Visit<Req>,
  parts: FilterParts<Req>,
): Promise<RememberedLogin | undefined> {
  return (await shownLogin(visit, parts)).current;
}

/** The login as the app gets it on this request. */
export function showLogin<Req>(visit: Visit<Req>, login: RememberedLogin, parts: FilterParts<Req>): DSSLogin {
  let ending: Promise<void> | undefined;
  return toDSSLogin(login, {
    async getWorkspaceUsers() {
      const question = questionOf(login, parts.settings);
      if (question === undefined) throw noWorkspace();
      try {
        return await usersOfWorkspace(login, question, parts.workspaces);
      } catch (error) {
        if (isDefiniteNo(error)) await endDead(visit, login, question, parts);
        throw error;
      }
    },
    logout() {
      ending ??= logOut(visit, login, parts);
      return ending;
    },
  });
}

/** The gateway said by the way that the ticket is dead. The answer may be under way already: the browser is cleared by its next request. */
async function endDead<Req>(
  visit: Visit<Req>,
  login: RememberedLogin,
  question: TicketQuestion,
  parts: FilterParts<Req>,
): Promise<void> {
  parts.tickets.forget(question);
  await ignoreStore(() => parts.states.end(login));
  visit.exchange.setLogin(undefined);
  parts.tell('logout', visit.requestId, subjectOf(login));
}

function isAlive<Req>(visit: Visit<Req>, login: RememberedLogin, parts: FilterParts<Req>): MaybePromise<boolean> {
  return chain(livingState(visit, login, parts), (state) => {
    if (state === undefined) return false;
    return parts.confirmations.isAlive(login, state, visit, (type, confirmed, error) => {
      parts.tell(type, visit.requestId, subjectOf(confirmed), error);
    });
  });
}

/** The state of a login that has neither expired nor ended. */
function livingState<Req>(
  visit: Visit<Req>,
  login: RememberedLogin,
  parts: FilterParts<Req>,
): MaybePromise<LoginState | undefined> {
  return chain(parts.states.read(login), (state) => {
    if (!state.ended && !parts.logins.isExpired(login)) return state;
    return state.isEndKept ? undefined : tellEnd(visit, login, parts);
  });
}

/** `maxLifetime` and `endLogins` end logins without seeing them: each is told of where it is first met, and not again for its copies. */
async function tellEnd<Req>(visit: Visit<Req>, login: RememberedLogin, parts: FilterParts<Req>): Promise<undefined> {
  await ignoreStore(() => parts.states.end(login));
  parts.tell('logout', visit.requestId, subjectOf(login));
}

function passWith<Req>(visit: Visit<Req>, login: RememberedLogin, parts: FilterParts<Req>): MaybePromise<Verdict> {
  const ctx = new CallContext(visit, login);
  return chain(isUserInApp(visit, ctx), (isThere) => {
    if (isThere === 'invalid') return PASS;
    if (!isThere) return endWithApp(visit, login, parts);
    return chain(renewUser(visit, login, ctx), (): Verdict => ({
      kind: 'pass',
      login: showLogin(visit, login, parts),
    }));
  });
}

/** A login that is over, or a copy of one: nothing of it stays in this browser, and the request goes on anonymously. */
async function clear<Req>(visit: Visit<Req>, login: RememberedLogin, parts: FilterParts<Req>): Promise<Verdict> {
  await endInBrowser(visit, login, parts.logins);
  return PASS;
}

/**
 * The session holds the user of another login, or of one that is gone: nothing of it may be used, and this login has no user on this
 * request. It is not ended: whether it goes on is for the interceptor to say, by the session that is empty now.
 */
async function dropSession<Req>(visit: Visit<Req>, login: RememberedLogin | undefined): Promise<Verdict> {
  await removeUser(visit, login);
  await visit.session.renew(false);
  await visit.session.save();
  return PASS;
}

/** The app has logged its user out by itself: the login ends with it, the app's session is the app's matter. */
async function endWithApp<Req>(visit: Visit<Req>, login: RememberedLogin, parts: FilterParts<Req>): Promise<Verdict> {
  await ignoreStore(() => parts.states.end(login));
  await parts.logins.forget(visit);
  parts.tell('logout', visit.requestId, subjectOf(login));
  return PASS;
}

async function logOut<Req>(visit: Visit<Req>, login: RememberedLogin, parts: FilterParts<Req>): Promise<void> {
  visit.exchange.setLogin(undefined);
  try {
    await parts.states.end(login);
  } finally {
    // The store may be down: then the other processes do not know, but this browser has lost its login all the same.
    parts.tell('logout', visit.requestId, subjectOf(login));
    await endInBrowser(visit, login, parts.logins);
  }
}
