import type { SSOPluginFilter } from '../plugin/sso-plugin-filter.js';

/** Where a request remembers the filter that handled it: mounted twice, the plug-in acts once. One key for both copies of the package. */
export const HANDLED_BY = Symbol.for('dss-sso.handled-by');

/** Where a request that has nothing to do with DSS remembers a filter it went through, for the guard. */
const SEEN_BY = Symbol.for('dss-sso.seen-by');

/** A request that may have gone through a filter. */
export interface FilteredRequest<Req> {
  [HANDLED_BY]?: SSOPluginFilter<Req>;
  [SEEN_BY]?: SSOPluginFilter<Req>;
}

/** Remembers the filter for a foreign request; of several the first. */
export function rememberFilter<Req>(request: FilteredRequest<Req>, filter: SSOPluginFilter<Req>): void {
  if (!(SEEN_BY in request)) request[SEEN_BY] = filter;
}

/**
 * The same for Express, which gives all requests of an app, and those of the apps mounted in it, a prototype of the app's own: there it
 * is written once. On the request itself it would cost a kilobyte and a microsecond on Node.js before 24, where such a request has a
 * hidden class that no other one shares. Requests of an app with several filters remember all but the first by themselves.
 */
export function rememberFilterOfApp<Req>(request: FilteredRequest<Req>, filter: SSOPluginFilter<Req>): void {
  const known = request[SEEN_BY];
  if (known === filter) return;
  const shared = known === undefined ? sharedPrototype<FilteredRequest<Req>>(request) : undefined;
  (shared ?? request)[SEEN_BY] = filter;
}

/** That of the outermost app, which the prototypes of those mounted in it inherit; `undefined` without Express. */
function sharedPrototype<Request extends object>(request: Request): Request | undefined {
  let shared: Request | undefined;
  for (let next = prototypeOf(request); Object.hasOwn(next, 'app'); next = prototypeOf(next)) shared = next;
  return shared;
}

function prototypeOf<T extends object>(object: T): T {
  return Object.getPrototypeOf(object) as T;
}

/** The filter a request went through. @throws `TypeError` if there is none: the guard is mounted before the plug-in, or without it */
export function filterOf<Req>(request: FilteredRequest<Req>): SSOPluginFilter<Req> {
  const filter = request[HANDLED_BY] ?? request[SEEN_BY];
  if (filter === undefined) throw new TypeError('requireDSSLogin needs ssoPluginFilter mounted before it');
  return filter;
}
