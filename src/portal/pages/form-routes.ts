import {
  clearCookie,
  PROXY_TICKET,
  setCookie,
  TICKET,
  USER_NAME,
  WORKSPACE_ID,
  WORKSPACE_NAME,
  workspaceCookies,
} from '../dss-cookies.js';
import type { PortalRequest } from '../portal-request.js';
import { done, refused, type PageAnswer } from './page-answer.js';
import type { PortalSite } from './portal-site.js';
import { readVisit } from './visit.js';
import type { Words } from './words.js';

/** The script of the pages reads no cookie. */
const HTTP_ONLY = { httpOnly: true };

type FormRoute = (request: PortalRequest, words: Words, site: PortalSite) => PageAnswer;

/** What the pages' forms do, by path. */
export const FORM_ROUTES: ReadonlyMap<string, FormRoute> = new Map<string, FormRoute>([
  ['/sign-in', signIn],
  ['/sign-out', signOut],
  ['/workspace', chooseWorkspace],
  ['/proxy-user', chooseProxyUser],
]);

function signIn({ body, ticket: oldTicket }: PortalRequest, words: Words, { people, tickets }: PortalSite): PageAnswer {
  const { userName, password } = body;
  const user =
    typeof userName === 'string' && typeof password === 'string' ? people.signIn(userName, password) : undefined;
  if (user === undefined) return refused(401, words.wrongPassword);
  if (oldTicket !== undefined) tickets.kill(oldTicket);
  const name = user.userName.toLowerCase();
  const [workspace] = people.workspacesOf(name);
  return done([
    setCookie(TICKET, tickets.issue(name), HTTP_ONLY),
    clearCookie(PROXY_TICKET),
    setCookie(USER_NAME, name, HTTP_ONLY),
    ...(workspace === undefined
      ? [clearCookie(WORKSPACE_ID), clearCookie(WORKSPACE_NAME)]
      : workspaceCookies(workspace, HTTP_ONLY)),
  ]);
}

function signOut({ ticket }: PortalRequest, _words: Words, { tickets }: PortalSite): PageAnswer {
  if (ticket !== undefined) tickets.kill(ticket);
  return done([TICKET, PROXY_TICKET, USER_NAME, WORKSPACE_ID, WORKSPACE_NAME].map(clearCookie));
}

function chooseWorkspace(request: PortalRequest, words: Words, { people, tickets }: PortalSite): PageAnswer {
  const visit = readVisit(request, people, tickets);
  if (visit === undefined) return refused(401, words.signInFirst);
  const workspace = visit.workspaces.find(({ id }) => String(id) === request.body['id']);
  if (workspace === undefined) return refused(403, words.notYourWorkspace);
  return done(workspaceCookies(workspace, HTTP_ONLY));
}

function chooseProxyUser(request: PortalRequest, words: Words, { people, tickets }: PortalSite): PageAnswer {
  const visit = readVisit(request, people, tickets);
  if (visit === undefined) return refused(401, words.signInFirst);
  const { proxyUser } = request.body;
  if (proxyUser === '') return done([clearCookie(PROXY_TICKET)]);
  if (typeof proxyUser !== 'string' || !visit.proxyUsers.includes(proxyUser))
    return refused(403, words.notYourProxyUser);
  return done([setCookie(PROXY_TICKET, tickets.issueProxy(proxyUser), HTTP_ONLY)]);
}
