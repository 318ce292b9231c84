import type { SSOPluginFilter } from '../plugin/sso-plugin-filter.js';

/** Where a request remembers the filter it went through: mounted twice, the plug-in acts once. One key for both copies of the package. */
export const FILTER = Symbol.for('dss-sso.filter');

/** A request that may have gone through a filter. */
export interface FilteredRequest<Req> {
  [FILTER]?: SSOPluginFilter<Req>;
}

/** The filter a request went through. @throws `TypeError` if there is none: the guard is mounted before the plug-in, or without it */
export function filterOf<Req>(request: FilteredRequest<Req>): SSOPluginFilter<Req> {
  const filter = request[FILTER];
  if (filter === undefined) throw new TypeError('requireDSSLogin needs ssoPluginFilter mounted before it');
  return filter;
}
