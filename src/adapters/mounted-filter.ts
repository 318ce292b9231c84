import type { SSOPluginFilter } from '../plugin/sso-plugin-filter.js';

/** Where a request remembers the filter it went through: mounted twice, the plug-in acts once. One key for both copies of the package. */
export const FILTER = Symbol.for('dss-sso.filter');

/** A request that may have gone through a filter. */
export interface FilteredRequest<Req> {
  [FILTER]?: SSOPluginFilter<Req>;
}

/**
 * Remembers the filter for a foreign request, for the guard. Express gives all requests of an app, and those of the apps mounted in it,
 * a prototype of the app's own: there it is written once. On the request itself it would cost a kilobyte and a microsecond on Node.js
 * before 24, where such a request has a hidden class that no other one shares.
 */
export function rememberFilter<Req>(request: FilteredRequest<Req>, filter: SSOPluginFilter<Req>): void {
  const prototype = Object.getPrototypeOf(request) as FilteredRequest<Req>;
  if (prototype[FILTER] === filter) return;
  const shared = prototype[FILTER] === undefined ? sharedPrototype(prototype) : undefined;
  (shared ?? request)[FILTER] = filter;
}

/** Whether this very request was handled by a filter already. */
export function wasHandled(request: FilteredRequest<unknown>): boolean {
  return Object.hasOwn(request, FILTER);
}

/** That of the outermost app, which the prototypes of those mounted in it inherit; `undefined` without Express. */
function sharedPrototype<Prototype extends object>(prototype: Prototype): Prototype | undefined {
  let shared: Prototype | undefined;
  for (let next = prototype; Object.hasOwn(next, 'app'); next = Object.getPrototypeOf(next) as Prototype) shared = next;
  return shared;
}

/** The filter a request went through. @throws `TypeError` if there is none: the guard is mounted before the plug-in, or without it */
export function filterOf<Req>(request: FilteredRequest<Req>): SSOPluginFilter<Req> {
  const filter = request[FILTER];
  if (filter === undefined) throw new TypeError('requireDSSLogin needs ssoPluginFilter mounted before it');
  return filter;
}
