import type { Application, Request } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { chain } from '../maybe-promise.js';
import { queryOf } from '../message/parameters.js';
import type { DSSLogin } from '../plugin/dss-login.js';
import type { SSOPluginFilter } from '../plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../plugin/sso-plugin-options.js';
import { applyVerdict } from './apply-verdict.js';
import { readPortalUrl, type RequireDSSLoginOptions } from './guard-options.js';
import { filterOf, HANDLED_BY, rememberFilterOfApp, type FilteredRequest } from './mounted-filter.js';
import {
  isTls,
  NodeExchange,
  singleHost,
  targetOf,
  viewOfNode,
  type FrameworkView,
  type NodeRequest,
} from './node-exchange.js';
import { toFilter } from './to-filter.js';

export type { RequireDSSLoginOptions } from './guard-options.js';

declare global {
  // How Express's types are meant to be extended.
  namespace Express {
    interface Request {
      /** The DSS login of this request: there while it is alive and the app has its user. */
      dss?: DSSLogin;
    }
  }
}

type MountedRequest = Request & NodeRequest & FilteredRequest<Request>;

/** A middleware for Express 4.21 and 5, and for Connect. */
export interface SSOMiddleware {
  (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void): void;
  readonly filter: SSOPluginFilter<Request>;
}

/**
 * The plug-in for Express and Connect. Mount it for all paths, after the session middleware and before everything that looks at the
 * user, the path or the body.
 *
 * @throws `options-invalid` (`SSOError`) naming every problem
 */
export function ssoPluginFilter(options: SSOPluginOptions<Request> | SSOPluginFilter<Request>): SSOMiddleware {
  const filter = toFilter(options);
  function dssSSOFilter(req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void): void {
    const request = req as MountedRequest;
    const target = targetOf(request);
    if (!filter.concerns(request, target, req.headers.cookie, request.session)) {
      rememberFilterOfApp(request, filter);
      next();
      return;
    }
    if (request[HANDLED_BY] !== undefined) {
      next();
      return;
    }
    request[HANDLED_BY] = filter;
    const exchange = new NodeExchange(request, res, viewOf(request, target));
    const done = chain(filter.handle(exchange), (verdict) => {
      if (verdict.kind === 'pass' && verdict.login !== undefined) exchange.setLogin(verdict.login);
      return applyVerdict(verdict, res, exchange.method === 'HEAD');
    });
    if (done instanceof Promise)
      done.then((goesOn) => {
        if (goesOn) next();
      }, next);
    else if (done) next();
  }
  return Object.assign(dssSSOFilter, { filter });
}

/**
 * The guard for routes that need a DSS login: without one, a page load gets the page `login-required` with a link to DSS, anything else
 * problem details with a member `loginUrl`.
 */
export function requireDSSLogin(
  options?: RequireDSSLoginOptions,
): (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void {
  const portalUrl = readPortalUrl(options);
  return function dssLoginGuard(req, res, next) {
    const request = req as MountedRequest;
    const filter = filterOf(request);
    if (request.dss === undefined)
      applyVerdict(filter.refuseAnonymous(req.headers, portalUrl), res, req.method === 'HEAD');
    else next();
  };
}

/** Connect has no `app`; there only the connection itself says anything about TLS and host. */
function viewOf(req: MountedRequest, target: string): FrameworkView<MountedRequest> {
  const app = (req as Partial<Request>).app;
  if (app === undefined)
    return viewOfNode(req, { target, secure: isTls(req), getHost: () => singleHost(req), updateUrl: undefined });
  return viewOfNode(req, {
    target,
    secure: req.secure,
    getHost: () => trustedHost(req, app),
    updateUrl: () => {
      updateQuery(req, app);
    },
  });
}

/** With its port, which Express 4 leaves out of `hostname`; `X-Forwarded-Host` counts as far as `trust proxy` says. */
function trustedHost(req: Request, app: Application): string | undefined {
  const trust = app.get('trust proxy fn') as (address: string | undefined, hop: number) => boolean;
  const forwarded = req.headers['x-forwarded-host'];
  if (forwarded === undefined || forwarded === '' || !trust(req.socket.remoteAddress, 0)) return singleHost(req);
  return String(forwarded).split(',')[0]?.trim();
}

/** Express 4 parses the query before any middleware runs; Express 5 does it when it is read. */
function updateQuery(req: Request, app: Application): void {
  if (!Object.hasOwn(req, 'query')) return;
  const parse = app.get('query parser fn') as ((query: string) => Request['query']) | undefined;
  if (parse !== undefined) req.query = parse(queryOf(req.url) ?? '');
}
