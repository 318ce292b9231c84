import { isCleanName } from '../message/names.js';
import { readHttpUrl } from '../message/http-url.js';
import { isDSSRequest } from '../message/parameters.js';
import { isAtHost } from './own-host.js';

/** Where messages may send the browser. */
export interface RedirectRules {
  readonly ownHost: string | undefined;
  /** Origins besides the app's own. */
  readonly redirectOrigins: ReadonlySet<string>;
}

const MAX_LENGTH = 2_048;
/** Only carries a path: where it leads is the browser's own place. */
const NOWHERE = new URL('http://own.invalid');

/**
 * Where a message's `redirect` leads: text for `Location`, re-serialised by the URL parser so that what was checked is what is sent.
 * On the app's own host only path, query and fragment are left, so that the browser stays where it is whatever `Host` said.
 *
 * @param redirect - the decoded parameter, not blank
 * @returns `undefined` if it must be refused (security.md section 5)
 */
export function redirectTarget(redirect: string, rules: RedirectRules): string | undefined {
  if (!isCleanName(redirect, MAX_LENGTH) || redirect.includes('\\') || hasExoticSpace(redirect)) return undefined;
  const url = redirect.startsWith('/') ? readPath(redirect) : readAbsolute(redirect);
  if (url === undefined || url.pathname.startsWith('//') || isDSSRequest(url.href)) return undefined;
  if (url.origin === NOWHERE.origin || isAtHost(url, rules.ownHost)) return url.pathname + url.search + url.hash;
  return rules.redirectOrigins.has(url.origin) ? url.href : undefined;
}

function readPath(redirect: string): URL | undefined {
  return redirect.startsWith('//') ? undefined : parse(NOWHERE.origin + redirect);
}

function readAbsolute(redirect: string): URL | undefined {
  const url = readHttpUrl(redirect)?.url;
  return url?.origin === NOWHERE.origin ? undefined : url;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Any space but U+0020: browsers and proxies disagree on what they are. */
function hasExoticSpace(text: string): boolean {
  return /[^\S ]/.test(text);
}
