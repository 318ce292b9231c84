import type { Context, Middleware, Next } from 'koa';
import { chain } from '../maybe-promise.js';
import { withoutMessage } from '../plugin/clean-url.js';
import type { DSSLogin } from '../plugin/dss-login.js';
import type { SSOPluginFilter } from '../plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../plugin/sso-plugin-options.js';
import type { Verdict } from '../plugin/verdict.js';
import { readPortalUrl, type RequireDSSLoginOptions } from './guard-options.js';
import { filterOf, HANDLED_BY, rememberFilter, type FilteredRequest } from './mounted-filter.js';
import { NodeExchange, singleHost, type FrameworkView, type NodeRequest } from './node-exchange.js';
import { toFilter } from './to-filter.js';

export type { RequireDSSLoginOptions } from './guard-options.js';

/** What the plug-in adds to `ctx.state`. */
export interface DSSState {
  /** The DSS login of this request: there while it is alive and the app has its user. */
  dss?: DSSLogin;
}

/** A middleware for Koa 2 and 3. */
export interface SSOKoaMiddleware extends Middleware<DSSState> {
  readonly filter: SSOPluginFilter<Context>;
}

/**
 * The plug-in for Koa. Mount it for all paths, after the session middleware and before everything that looks at the user, the path or
 * the body. The login is `ctx.state.dss`.
 *
 * @throws `options-invalid` (`SSOError`) naming every problem
 */
export function ssoPluginFilter(options: SSOPluginOptions<Context> | SSOPluginFilter<Context>): SSOKoaMiddleware {
  const filter = toFilter(options);
  function dssSSOFilter(ctx: Context, next: Next): Promise<unknown> {
    const request = ctx.req as FilteredRequest<Context>;
    if (!filter.concerns(ctx, ctx.originalUrl, ctx.req.headers.cookie, sessionOf(ctx))) {
      rememberFilter(request, filter);
      return next();
    }
    if (request[HANDLED_BY] !== undefined) return next();
    request[HANDLED_BY] = filter;
    const exchange = new NodeExchange(ctx.req as NodeRequest, ctx.res, viewOf(ctx));
    const goesOn = chain(filter.handle(exchange), (verdict) => {
      if (verdict.kind === 'pass' && verdict.login !== undefined) exchange.setLogin(verdict.login);
      return applyToKoa(verdict, ctx);
    });
    if (goesOn instanceof Promise) return goesOn.then((isOn) => (isOn ? next() : undefined));
    return goesOn ? next() : Promise.resolve();
  }
  return Object.assign(dssSSOFilter, { filter });
}

/**
 * The guard for routes that need a DSS login: without one, a page load gets the page `login-required` with a link to DSS, anything else
 * problem details with a member `loginUrl`.
 */
export function requireDSSLogin(options?: RequireDSSLoginOptions): Middleware<DSSState> {
  const portalUrl = readPortalUrl(options);
  return async function dssLoginGuard(ctx, next) {
    const filter = filterOf(ctx.req as FilteredRequest<Context>);
    if (ctx.state.dss === undefined) applyToKoa(filter.refuseAnonymous(ctx.req.headers, portalUrl), ctx);
    else await next();
  };
}

function viewOf(ctx: Context): FrameworkView<Context> {
  const state = ctx.state as DSSState;
  return {
    request: ctx,
    target: ctx.originalUrl,
    secure: ctx.secure,
    // Koa takes the first of two Host headers; where it does not ask a proxy, there must be just one.
    getHost: () => (ctx.app.proxy && ctx.get('X-Forwarded-Host') !== '' ? ctx.host : singleHost(ctx.req)),
    getSession: () => sessionOf(ctx),
    setLogin(login) {
      if (login === undefined) delete state.dss;
      else state.dss = login;
    },
    updateUrl() {
      ctx.originalUrl = withoutMessage(ctx.originalUrl);
      ctx.request.originalUrl = ctx.originalUrl;
      // Koa keeps the URL it has parsed once.
      Reflect.deleteProperty(ctx.request, 'memoizedURL');
    },
  };
}

function sessionOf(ctx: Context): unknown {
  return (ctx as { session?: unknown }).session;
}

/** @returns whether the app goes on */
function applyToKoa(verdict: Verdict, ctx: Context): boolean {
  if (verdict.kind === 'pass') return true;
  if (ctx.headerSent) {
    // Half an answer is on its way already: nothing of it may look like a login.
    ctx.res.destroy();
    return false;
  }
  ctx.status = verdict.status;
  if (verdict.kind === 'redirect') {
    ctx.set('Location', verdict.location);
    ctx.body = '';
    ctx.remove('Content-Type');
  } else {
    ctx.set({ ...verdict.headers });
    ctx.body = verdict.body;
  }
  return false;
}
