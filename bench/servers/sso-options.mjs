// The options of the plug-in in all contestants that have it.
import { loadProduct } from '../product.mjs';

/** Of the benchmark alone. */
export const SECRET = 'q7Zr2v9yBnE4xK1sWc8uHd3tLm6pGj5f';

/**
 * @param gateway - base URL
 * @param interceptor - `jwt`, `session` or `internal`
 * @param remember - where logins are kept; the plug-in finds it by itself if it is left out
 */
export async function ssoOptions({ gateway, interceptor, remember }) {
  const { jwtCookieInterceptor, sessionInterceptor, internalInterceptor } = await loadProduct('.');
  const interceptors = {
    jwt: () => jwtCookieInterceptor({ secret: SECRET }),
    session: () => sessionInterceptor(),
    internal: () => internalInterceptor(),
  };
  return {
    gateways: gateway,
    secret: SECRET,
    interceptor: interceptors[interceptor](),
    ...(remember !== undefined && { remember }),
  };
}
