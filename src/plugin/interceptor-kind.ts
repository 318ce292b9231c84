import type { OptionsCheck } from '../options.js';
import type { AnyUserInterceptor } from './user-interceptor.js';

/** Where the app keeps its user; DSS's three kinds of interceptor. */
export type InterceptorKind = 'session' | 'request' | 'internal';

const METHOD_OF_KIND: Readonly<Record<InterceptorKind, string>> = {
  session: 'addUserToSession',
  request: 'addUserToRequest',
  internal: 'addCookiesToRequest',
};
const KINDS = Object.keys(METHOD_OF_KIND) as InterceptorKind[];

const OPTIONAL_METHODS = ['provision', 'renewUser', 'removeUser'];

/** Reads the option `interceptor`: exactly one of the three methods tells its kind. */
export function readInterceptor<Req>(
  check: OptionsCheck,
  value: unknown,
): { interceptor: AnyUserInterceptor<Req>; interceptorKind: InterceptorKind } {
  const methods = (value ?? {}) as Readonly<Record<string, unknown>>;
  const kinds = KINDS.filter((kind) => typeof methods[METHOD_OF_KIND[kind]] === 'function');
  if (value === undefined) {
    check.problem('interceptor is required: use jwtCookieInterceptor, sessionInterceptor or one of your own');
  } else {
    check.methods(value, 'interceptor', ['isUserExistInSession', 'getUser'] as never[]);
    if (kinds.length !== 1) {
      check.problem(
        `interceptor must have exactly one of the methods ${KINDS.map((kind) => METHOD_OF_KIND[kind]).join(', ')}`,
      );
    }
    for (const name of OPTIONAL_METHODS) check.isFunction(methods[name], `interceptor.${name}`);
  }
  return { interceptor: value as AnyUserInterceptor<Req>, interceptorKind: kinds[0] ?? 'session' };
}
