import type { PortalRequest } from '../portal-request.js';
import { buildSSOLink } from '../sso-link.js';
import { SCRIPT, STYLE } from './assets.js';
import { FORM_ROUTES } from './form-routes.js';
import { framePage } from './frame-page.js';
import { homePage } from './home-page.js';
import { notFoundPage } from './not-found-page.js';
import { page, type PageAnswer } from './page-answer.js';
import type { PortalSite } from './portal-site.js';
import { signInPage } from './sign-in-page.js';
import { readVisit } from './visit.js';
import { languageOf, wordsOf } from './words.js';

const ASSETS: ReadonlyMap<string, PageAnswer> = new Map<string, PageAnswer>([
  ['/portal.css', { status: 200, type: 'text/css; charset=utf-8', body: STYLE }],
  ['/portal.js', { status: 200, type: 'text/javascript; charset=utf-8', body: SCRIPT }],
  ['/favicon.ico', { status: 204 }],
]);

/** The pages: a request in, an answer out. */
export function createPages(site: PortalSite): (request: PortalRequest) => PageAnswer {
  return (request) => {
    const language = languageOf(request.query, request.headers);
    const notFound = () => page(notFoundPage(language), 404);
    if (request.method === 'POST')
      return FORM_ROUTES.get(request.path)?.(request, wordsOf(language), site) ?? notFound();
    if (request.method !== 'GET' && request.method !== 'HEAD') return notFound();

    const asset = ASSETS.get(request.path);
    if (asset !== undefined) return asset;

    const visit = readVisit(request, site.people, site.tickets);
    if (request.path === '/')
      return page(visit === undefined ? signInPage(language, site.people.users) : homePage(language, visit, site.apps));

    const [, place, name] = /^\/(open|frame)\/([^/]+)$/.exec(request.path) ?? [];
    const app = site.apps.find((candidate) => encodeURIComponent(candidate.name) === name);
    if (app === undefined) return notFound();
    if (visit === undefined) return { status: 303, location: '/' };
    if (place === 'frame') return { ...page(framePage(language, app)), frames: [new URL(app.url).origin] };
    const location = buildSSOLink({ ...visit, portalUrl: site.url(), app });
    return { status: 303, location, referrerPolicy: 'no-referrer' };
  };
}
