import { unavailable } from '../app-session.js';
import type { CookiePlace } from '../cookie.js';
import { overTLS } from '../cookie-name.js';
import type { Visit } from '../visit.js';

/** What our cookie holds: a sealed login, or the id of a record in the store. */
export type CookieContent = 'sealed' | 'record';

const PREFIX: Readonly<Record<CookieContent, string>> = { sealed: 's.', record: 'r.' };

/** The name of our cookie on this request: the other one, with or without `__Host-`, is not even read. */
export function ourCookieName<Req>(visit: Visit<Req>): string {
  return overTLS(visit.settings.cookie.name, visit.secureCookies);
}

/** The content of our cookie, if it is of this kind. */
export function readOurCookie<Req>(visit: Visit<Req>, content: CookieContent): string | undefined {
  const value = visit.cookies.get(ourCookieName(visit));
  return value?.startsWith(PREFIX[content]) === true ? value.slice(PREFIX[content].length) : undefined;
}

/** @throws `session-unavailable` if it would be longer than browsers keep */
export function writeOurCookie<Req>(visit: Visit<Req>, content: CookieContent, value: string): void {
  const defaults = { ...visit.cookieDefaults, sameSite: visit.settings.cookie.sameSite };
  try {
    visit.setCookie({ ...ourPlace(visit), value: PREFIX[content] + value }, defaults);
  } catch (cause) {
    throw unavailable(
      "The login does not fit into a cookie of 4096 bytes. Use a server-side session or `remember: 'store'`, or shorten forwardCookies.",
      cause,
    );
  }
}

export function removeOurCookie<Req>(visit: Visit<Req>): void {
  if (!visit.cookies.has(ourCookieName(visit))) return;
  const defaults = { ...visit.cookieDefaults, sameSite: visit.settings.cookie.sameSite };
  visit.removeCookie(ourPlace(visit), defaults);
}

function ourPlace<Req>(visit: Visit<Req>): CookiePlace {
  return { name: ourCookieName(visit), path: '/' };
}
