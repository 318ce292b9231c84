import type { IncomingHttpHeaders } from 'node:http';
import { isOrigin } from '../options.js';
import { isAtHost } from './own-host.js';

/** Where logins may come from. */
export interface ContextRules {
  /** Origins of gateways and DSS pages. */
  readonly trustedOrigins: ReadonlySet<string>;
  /** Whether the app is shown in frames of other sites. */
  readonly embedded: boolean;
  readonly ownHost: string | undefined;
}

const READING = new Set(['GET', 'HEAD']);
const DESTINATIONS = new Set(['document', 'iframe', 'frame', 'empty']);
const HERE = new Set(['same-origin', 'none']);
const ELSEWHERE = new Set(['cross-site', 'same-site']);

/**
 * Whether a message may log somebody in on a request that comes from where this one does: a login needs an act of the user, in a
 * window that shows this app (security.md section 11).
 *
 * @returns what is wrong, for the operator; `undefined` if nothing is
 */
export function denyContext(method: string, headers: IncomingHttpHeaders, rules: ContextRules): string | undefined {
  if (isPrefetch(headers)) return 'The request is a prefetch: nobody has clicked yet.';
  return denyDestination(headers, rules) ?? denyOrigin(method, headers, rules);
}

function isPrefetch(headers: IncomingHttpHeaders): boolean {
  return ['sec-purpose', 'purpose', 'x-moz'].some((name) =>
    String(headers[name] ?? '')
      .toLowerCase()
      .includes('prefetch'),
  );
}

function denyDestination(headers: IncomingHttpHeaders, rules: ContextRules): string | undefined {
  const destination = headers['sec-fetch-dest'];
  if (destination === undefined) return undefined;
  if (!DESTINATIONS.has(destination)) return 'The request loads a part of a page, not a page.';
  const isFrame = destination === 'iframe' || destination === 'frame';
  if (isFrame && headers['sec-fetch-site'] === 'cross-site' && !rules.embedded) {
    return 'The app is opened in a frame of another site. If that is wanted, set the option `embedded`.';
  }
  return undefined;
}

function denyOrigin(method: string, headers: IncomingHttpHeaders, rules: ContextRules): string | undefined {
  const site = headers['sec-fetch-site'];
  const origin = headers.origin;
  if (site !== undefined && !HERE.has(site) && !ELSEWHERE.has(site)) {
    return 'The request has a Sec-Fetch-Site that is not known.';
  }
  const isReading = READING.has(method) && !isHandshake(headers);
  const isForeignCall = site !== undefined && ELSEWHERE.has(site) && !(isReading && isNavigation(headers));
  const isForeignWrite = !isReading && origin !== undefined && !isOwnOrigin(origin, rules.ownHost);
  if (!isForeignCall && !isForeignWrite) return undefined;
  if (origin !== undefined && rules.trustedOrigins.has(origin)) return undefined;
  return 'The request is a call from a page of another origin. If that page is part of DSS, add its origin to `portalOrigins`.';
}

/** A WebSocket's handshake is a GET that any page may send, with an Origin, and in Chromium without Sec-Fetch-*. */
function isHandshake(headers: IncomingHttpHeaders): boolean {
  return headers['sec-websocket-key'] !== undefined || /\bwebsocket\b/i.test(headers.upgrade ?? '');
}

function isNavigation(headers: IncomingHttpHeaders): boolean {
  const destination = headers['sec-fetch-dest'];
  return headers['sec-fetch-mode'] === 'navigate' && destination !== undefined && destination !== 'empty';
}

function isOwnOrigin(origin: string, host: string | undefined): boolean {
  return isOrigin(origin) && isAtHost(new URL(origin), host);
}
