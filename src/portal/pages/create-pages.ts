import type { PortalRequest } from '../portal-request.js';
import { setCookie } from '../dss-cookies.js';
import { buildSSOLink } from '../sso-link.js';
import { ASSETS } from './assets.js';
import { callList } from './call-list.js';
import { callsPage } from './calls-page.js';
import { FORM_ROUTES } from './form-routes.js';
import { framePage } from './frame-page.js';
import { homePage } from './home-page.js';
import { notFoundPage } from './not-found-page.js';
import { page, type PageAnswer } from './page-answer.js';
import type { PortalSite } from './portal-site.js';
import { signInPage } from './sign-in-page.js';
import { readVisit, type Visit } from './visit.js';
import { chosenLanguage, LANGUAGE_COOKIE, languageOf, wordsOf, type Language } from './words.js';

const TO_SIGN_IN: PageAnswer = { status: 303, location: '/' };

/** The pages: a request in, an answer out. */
export function createPages(site: PortalSite): (request: PortalRequest) => PageAnswer {
  function answer(request: PortalRequest, language: Language): PageAnswer {
    const { method, path } = request;
    if (method === 'POST') {
      const form = FORM_ROUTES.get(path);
      return form === undefined ? page(notFoundPage(language, undefined), 404) : form(request, wordsOf(language), site);
    }
    if (method !== 'GET' && method !== 'HEAD') return page(notFoundPage(language, undefined), 404);
    // Looking on must not keep a ticket alive, so this is asked before the visit, which is a use of it.
    if (path === '/calls/list') return listCalls(site, request, language);

    const visit = readVisit(request, site.people, site.tickets);
    if (path === '/' && visit !== undefined) return page(homePage(language, visit, site.apps));
    if (path === '/') return page(signInPage(language, site.people.users, request.ticket !== undefined));
    if (path === '/calls') return visit === undefined ? TO_SIGN_IN : page(callsPage(language, visit, site.calls()));
    return openApp(site, path, language, visit) ?? page(notFoundPage(language, visit), 404);
  }

  return (request) => {
    const asset = request.method !== 'POST' ? ASSETS.get(request.path) : undefined;
    if (asset !== undefined) return asset;
    const chosen = chosenLanguage(request.query);
    const found = answer(request, languageOf(request.query, request.cookie(LANGUAGE_COOKIE), request.headers));
    if (chosen === undefined) return found;
    return { ...found, cookies: [...(found.cookies ?? []), setCookie(LANGUAGE_COOKIE, chosen, { httpOnly: true })] };
  };
}

function listCalls({ tickets, calls }: PortalSite, { ticket }: PortalRequest, language: Language): PageAnswer {
  const isSignedIn = ticket !== undefined && tickets.ownerOf(ticket) !== undefined;
  return isSignedIn ? page(callList(language, calls()).text) : page('', 401);
}

/** Opens an app, in a frame or as it is. `undefined`: there is no such app. */
function openApp(site: PortalSite, path: string, language: Language, visit: Visit | undefined): PageAnswer | undefined {
  const [, place, name] = /^\/(open|frame)\/([^/]+)$/.exec(path) ?? [];
  const app = site.apps.find((candidate) => encodeURIComponent(candidate.name) === name);
  if (app === undefined) return undefined;
  if (visit === undefined) return TO_SIGN_IN;
  if (place === 'frame') return { ...page(framePage(language, visit, app)), frames: [new URL(app.url).origin] };
  const location = buildSSOLink({ ...visit, portalUrl: site.url(), app });
  return { status: 303, location, referrerPolicy: 'no-referrer' };
}
