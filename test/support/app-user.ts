import type { DSSUser } from '../../src/plugin/dss-user.js';
import type { InterceptorContext } from '../../src/plugin/user-interceptor.js';

/** An app that takes whoever has its cookie `app_user`. */
export const appUserInterceptor = {
  isUserExistInSession: (_req: unknown, { cookies }: InterceptorContext) => cookies.has('app_user'),
  getUser: (_req: unknown, { cookies }: InterceptorContext) => cookies.get('app_user'),
  addUserToRequest: ({ effectiveUser }: DSSUser) => [{ name: 'app_user', value: effectiveUser }],
};
