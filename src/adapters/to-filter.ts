import { SSOPluginFilter } from '../plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../plugin/sso-plugin-options.js';

/** Adapters take options, or a filter that is there already (perhaps one of the package's other copy, so not by `instanceof`). */
export function toFilter<Req>(options: SSOPluginOptions<Req> | SSOPluginFilter<Req>): SSOPluginFilter<Req> {
  const isFilter = 'handle' in options && 'concerns' in options && typeof options.handle === 'function';
  return isFilter ? options : new SSOPluginFilter(options as SSOPluginOptions<Req>);
}
