import { describeCause, SSOError } from '../errors.js';
import type { TicketQuestion, VerifiedUser } from '../gateway/verified-tickets.js';
import { now } from '../clock.js';
import { WORKSPACE_ID, WORKSPACE_NAME } from '../message/cookie-names.js';
import type { DSSMsg } from '../message/dss-msg.js';
import { HiddenMap } from '../message/hidden-map.js';
import type { Message } from '../message/read-message.js';
import { isDefiniteNo } from './confirmations.js';
import { namesOf, toDSSUser } from './dss-user.js';
import type { FilterParts } from './filter-parts.js';
import { ignoreStore } from './ignore-store.js';
import { provision, userOfApp } from './interceptor-calls.js';
import { changeOf, hasTicketOf, type LoginChange } from './login-change.js';
import { endInBrowser } from './login-end.js';
import type { LoginEventType } from './login-events.js';
import { currentLogin, showLogin, shownLogin } from './login-path.js';
import { checkMessage, type CheckedMessage } from './message-checks.js';
import { isPageLoad } from './page-load.js';
import {
  newLoginId,
  ownCookiesOf,
  proxyTicketOf,
  subjectOf,
  type LoginWorkspace,
  type RememberedLogin,
} from './remembered-login.js';
import { signIn } from './sign-in.js';
import type { Verdict } from './verdict.js';
import type { Visit } from './visit.js';
import { namedWorkspace, verifiedWorkspace } from './workspaces.js';

const EVENT_OF_CHANGE: Readonly<Record<LoginChange, LoginEventType | undefined>> = {
  first: 'login',
  ticket: 'login',
  switch: 'switch',
  workspace: 'workspace',
  same: undefined,
};

/**
 * A DSS message comes in, a verified login comes out. The first thing that is wrong answers; up to `provision` nothing is changed.
 * @throws any refusal's `SSOError`
 */
export async function followMessage<Req>(
  message: Message,
  visit: Visit<Req>,
  parts: FilterParts<Req>,
): Promise<Verdict> {
  const checked = checkMessage(message, visit);
  const { question, location } = checked;
  const { verified, workspace } = await verify(checked, visit, parts);

  const { current: before, over } = await shownLogin(visit, parts);
  const change = changeOf(before, verified, message, question.gateway.url, workspace);
  const isAnotherInApp = before === undefined && (await isAnotherUserInApp(visit, verified));
  refuseSwitch(visit, change === 'switch' || isAnotherInApp);
  const provisioned = await provisionOnce(visit, question, verified, parts);
  await refuseEndedUser(verified, parts);

  const goesOn = change === 'same' || change === 'workspace' ? before : undefined;
  const coming = newLogin(checked, verified, workspace, goesOn);
  const dssMsg = toDSSMsg(checked, coming);
  const login = await signIn(
    visit,
    { change, before, over, isAnotherInApp, login: coming, dssMsg, provisioned },
    parts,
  );
  const event = EVENT_OF_CHANGE[change];
  if (event !== undefined) parts.tell(event, visit.requestId, subjectOf(login));
  return location === undefined
    ? { kind: 'pass', login: showLogin(visit, login, parts) }
    : { kind: 'redirect', status: 303, location };
}

interface Verified {
  readonly verified: VerifiedUser;
  readonly workspace: LoginWorkspace;
}

/** Asks the gateway whatever has to be asked about a message, by one deadline. */
async function verify<Req>(checked: CheckedMessage, visit: Visit<Req>, parts: FilterParts<Req>): Promise<Verified> {
  const deadline = now() + parts.settings.gateway.timeout;
  try {
    const verified = await verifiedUser(checked.question, deadline, parts);
    visit.subject = { ...visit.subject, user: namesOf(verified) };
    const workspace = await workspaceOf(checked, deadline, parts);
    visit.subject = { ...visit.subject, workspace };
    return { verified, workspace };
  } catch (error) {
    if (isDefiniteNo(error)) await endOwnLogin(checked, error as SSOError, visit, parts);
    throw error;
  }
}

async function verifiedUser<Req>(
  question: TicketQuestion,
  deadline: number,
  { tickets, states }: FilterParts<Req>,
): Promise<VerifiedUser> {
  const verified = await tickets.verify(question);
  // `endLogins` drops the verified tickets of its own process; another one's are too old by it, and asked for again.
  const isTooOld = await states.wasUserEnded(verified, verified.verifiedAt);
  return isTooOld ? tickets.confirm(question, deadline) : verified;
}

async function workspaceOf<Req>(
  { message, question }: CheckedMessage,
  deadline: number,
  { settings, tickets, workspaces }: FilterParts<Req>,
): Promise<LoginWorkspace> {
  if (!settings.verifyWorkspace) return namedWorkspace(message);
  try {
    return await verifiedWorkspace(message, question, workspaces, deadline);
  } catch (error) {
    if (isDefiniteNo(error)) tickets.forget(question);
    throw error;
  }
}

/** The gateway has just said no to the ticket this browser's login stands on: there is nothing left to confirm. */
async function endOwnLogin<Req>(
  { message, question }: CheckedMessage,
  { code }: SSOError,
  visit: Visit<Req>,
  parts: FilterParts<Req>,
): Promise<void> {
  try {
    const login = await currentLogin(visit, parts);
    if (login === undefined || !hasTicketOf(login, message, question.gateway.url)) return;
    if (code === 'proxy-user-denied' && proxyTicketOf(login)?.value !== message.proxyTicket?.value) return;
    await ignoreStore(() => parts.states.end(login));
    parts.tell('logout', visit.requestId, subjectOf(login));
    await endInBrowser(visit, login, parts.logins);
  } catch (error) {
    parts.settings.logger.error('A login whose ticket was rejected could not be cleared away whole.', {
      requestId: visit.requestId,
      ...describeCause(error),
    });
  }
}

async function isAnotherUserInApp<Req>(visit: Visit<Req>, { userName, proxyUser }: VerifiedUser): Promise<boolean> {
  const appUser = await userOfApp(visit);
  return appUser !== undefined && appUser !== (proxyUser ?? userName);
}

function refuseSwitch<Req>({ settings, exchange }: Visit<Req>, isSwitch: boolean): void {
  if (!isSwitch || settings.onUserSwitch === 'switch' || !isPageLoad(exchange.method, exchange.headers)) return;
  throw new SSOError(
    'user-switch-denied',
    "Another user is logged in in this browser, and `onUserSwitch` is 'refuse'.",
  );
}

/** `endLogins` was called while this message was under way. */
async function refuseEndedUser<Req>(verified: VerifiedUser, { states }: FilterParts<Req>): Promise<void> {
  if (!(await states.wasUserEnded(verified, verified.verifiedAt))) return;
  throw new SSOError('ticket-rejected', 'The logins of this user were ended while the message was under way.');
}

/** Once per verified ticket, also for many requests at once, so that a back end that calls often does not provision often. */
async function provisionOnce<Req>(
  visit: Visit<Req>,
  question: TicketQuestion,
  verified: VerifiedUser,
  { tickets, provisions }: FilterParts<Req>,
): Promise<unknown> {
  if (visit.settings.interceptor.provision === undefined) return undefined;
  const key = tickets.keyOf(question);
  const known = tickets.getAttached(key, verified);
  if (known !== undefined) return known.value;
  const underWay = provisions.get(verified);
  if (underWay !== undefined) return underWay;
  const provisioning = provision(visit, toDSSUser(verified.userName, verified.proxyUser), question.gateway.url)
    .then((provisioned) => {
      tickets.setAttached(key, verified, provisioned);
      return provisioned;
    })
    .finally(() => provisions.delete(verified));
  provisions.set(verified, provisioning);
  return provisioning;
}

/** @param same - the login that goes on, if it does */
function newLogin(
  { message, question }: CheckedMessage,
  { userName, proxyUser, verifiedAt }: VerifiedUser,
  workspace: LoginWorkspace,
  same: RememberedLogin | undefined,
): RememberedLogin {
  const { appName, cookies } = message;
  const { gateway, ticket, proxyTicket } = question;
  return {
    id: same?.id ?? newLoginId(),
    user: toDSSUser(userName, proxyUser),
    workspace,
    ...(appName !== undefined && { appName }),
    dssUrl: gateway.url,
    ticketName: ticket.name,
    ...(proxyTicket !== undefined && { proxyTicketName: proxyTicket.name }),
    cookies: workspace.verified ? inWorkspace(cookies, workspace) : cookies,
    interceptorCookies: [],
    verifiedAt,
    messageAt: now(),
  };
}

/** DSS's cookies of the message, with the workspace as the gateway lists it: a component reads it from there. */
function inWorkspace(cookies: HiddenMap, { name = '', id = 0 }: LoginWorkspace): HiddenMap {
  const verified = new Map([
    [WORKSPACE_NAME, name],
    [WORKSPACE_ID, String(id)],
  ]);
  return new HiddenMap([...cookies].map(([key, value]) => [key, verified.get(key) ?? value]));
}

/** The message as an internal interceptor gets it: only what was checked, and only DSS's own cookies (security.md T21). */
function toDSSMsg({ message, question }: CheckedMessage, login: RememberedLogin): DSSMsg {
  const { workspaceName, appName, redirectUrl } = message;
  return {
    dssUrl: question.gateway.url,
    ...(workspaceName !== undefined && { workspaceName }),
    ...(appName !== undefined && { appName }),
    ...(redirectUrl !== undefined && { redirectUrl }),
    cookies: ownCookiesOf(login),
  };
}
