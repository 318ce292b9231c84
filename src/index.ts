// The login middleware's core. No framework is loaded from here.
export { SSOPluginFilter } from './plugin/sso-plugin-filter.js';
export type { ErrorPageContext, SSOPluginOptions } from './plugin/sso-plugin-options.js';
export type { SSOExchange } from './plugin/sso-exchange.js';
export type { Refusal, Verdict } from './plugin/verdict.js';
export type { DSSLogin } from './plugin/dss-login.js';
export type { DSSUser } from './plugin/dss-user.js';
export type { LoginEvent, LoginEventType } from './plugin/login-events.js';
export type { ConfirmTrace, MessageTrace } from './plugin/plugin-traces.js';
export type { GatewayTrace } from './gateway/gateway-trace.js';
export type { SSOPluginStats } from './plugin/login-counts.js';
export type { SessionPort } from './plugin/app-session.js';
export type { Cookie, CookiePlace, ResponseCookie } from './plugin/cookie.js';
export type {
  AnyUserInterceptor,
  DSSInternalUserInterceptor,
  HttpRequestUserInterceptor,
  HttpSessionUserInterceptor,
  InterceptorContext,
  InterceptorLogin,
  UserInterceptor,
} from './plugin/user-interceptor.js';

// Ready-made interceptors.
export { internalInterceptor } from './interceptors/internal-interceptor.js';
export { jwtCookieInterceptor, type JwtCookieInterceptorOptions } from './interceptors/jwt-cookie-interceptor.js';
export { sessionInterceptor, type SessionInterceptorOptions } from './interceptors/session-interceptor.js';

// The DSS message, for whoever makes or reads one.
export { isDSSRequest } from './message/parameters.js';
export { parseDSSMsg, type DSSMsg } from './message/dss-msg.js';
export { SSOUrlBuilder } from './message/sso-url-builder.js';
export { decodeProxyUser, encodeProxyUser, isProxyUser } from './message/proxy-user.js';
export { redactUrl } from './message/redact-url.js';
export { getWorkspace, type WorkspaceRequest } from './gateway/get-workspace.js';
export type { Workspace } from './message/workspace.js';
export type { GatewayOption } from './gateway/trusted-gateways.js';

// Errors, stores, logging.
export {
  isSSOError,
  SSO_ERROR_CODES,
  SSOError,
  UserRejectedError,
  type SSOErrorCause,
  type SSOErrorCode,
} from './errors.js';
export { memoryStore, type MemoryStore, type MemoryStoreOptions } from './store/memory-store.js';
export type { Store } from './store/store.js';
export type { SSOLogger } from './logger.js';
export type { Secret } from './secrets.js';
