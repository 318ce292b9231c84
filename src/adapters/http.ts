import type { IncomingMessage, ServerResponse } from 'node:http';
import { chain, type MaybePromise } from '../maybe-promise.js';
import type { SSOPluginFilter } from '../plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../plugin/sso-plugin-options.js';
import type { DSSLogin } from '../plugin/dss-login.js';
import { applyVerdict } from './apply-verdict.js';
import { readPortalUrl, type RequireDSSLoginOptions } from './guard-options.js';
import { filterOf, HANDLED_BY, rememberFilter, type FilteredRequest } from './mounted-filter.js';
import { isTls, NodeExchange, singleHost, targetOf, viewOfNode, type NodeRequest } from './node-exchange.js';
import { toFilter } from './to-filter.js';

export type { RequireDSSLoginOptions } from './guard-options.js';

/** Node's request behind the plug-in. `dss` is there while the login is alive and the app has its user. */
export interface SSORequest extends IncomingMessage {
  dss?: DSSLogin;
}

/** `true`: go on; `false`: the request is answered. With `next`, it is called where the answer is `true`. */
export interface SSOHttpHandler {
  (req: IncomingMessage, res: ServerResponse, next?: (error?: unknown) => void): boolean | Promise<boolean>;
  readonly filter: SSOPluginFilter<IncomingMessage>;
}

/** A listener for `http.createServer`. */
export interface SSOListener {
  (req: IncomingMessage, res: ServerResponse): void;
  readonly filter: SSOPluginFilter<IncomingMessage>;
}

type MountedRequest = NodeRequest & FilteredRequest<IncomingMessage>;

type HttpOptions = SSOPluginOptions<IncomingMessage> | SSOPluginFilter<IncomingMessage>;

/**
 * The plug-in for raw `node:http` servers: call it first, and go on only if it says so.
 *
 * @example
 * const sso = ssoPluginFilter(options);
 * http.createServer(async (req, res) => {
 *   if (await sso(req, res)) res.end(`Hello ${req.dss?.user.userName}`);
 * });
 * @throws `options-invalid` (`SSOError`) naming every problem
 */
export function ssoPluginFilter(options: HttpOptions): SSOHttpHandler {
  const filter = toFilter(options);
  function dssSSOFilter(
    req: IncomingMessage,
    res: ServerResponse,
    next?: (error?: unknown) => void,
  ): MaybePromise<boolean> {
    return chain(enter(filter, req as MountedRequest, res), (goesOn) => {
      if (goesOn) next?.();
      return goesOn;
    });
  }
  return Object.assign(dssSSOFilter, { filter });
}

/**
 * A request listener with the plug-in in front of yours.
 * @throws `options-invalid` (`SSOError`) naming every problem
 */
export function withSSO(
  options: HttpOptions,
  listener: (req: SSORequest, res: ServerResponse) => unknown,
): SSOListener {
  const filter = toFilter(options);
  function dssSSOListener(req: IncomingMessage, res: ServerResponse): void {
    const goesOn = enter(filter, req as MountedRequest, res);
    if (goesOn instanceof Promise) void goesOn.then((isOn) => (isOn ? listener(req, res) : undefined));
    else if (goesOn) listener(req, res);
  }
  return Object.assign(dssSSOListener, { filter });
}

/**
 * The guard for routes that need a DSS login: answers with `login-required` where there is none. Same shape as the plug-in.
 * @throws `TypeError` when called for a request that did not go through the plug-in
 */
export function requireDSSLogin(
  options?: RequireDSSLoginOptions,
): (req: IncomingMessage, res: ServerResponse, next?: (error?: unknown) => void) => boolean {
  const portalUrl = readPortalUrl(options);
  return function dssLoginGuard(req, res, next) {
    const request = req as SSORequest & FilteredRequest<IncomingMessage>;
    const filter = filterOf(request);
    if (request.dss === undefined)
      return applyVerdict(filter.refuseAnonymous(req.headers, portalUrl), res, req.method === 'HEAD');
    next?.();
    return true;
  };
}

function enter(
  filter: SSOPluginFilter<IncomingMessage>,
  req: MountedRequest,
  res: ServerResponse,
): MaybePromise<boolean> {
  const target = targetOf(req);
  if (!filter.concerns(req, target, req.headers.cookie, req.session)) {
    rememberFilter(req, filter);
    return true;
  }
  if (req[HANDLED_BY] !== undefined) return true;
  req[HANDLED_BY] = filter;
  const view = viewOfNode<NodeRequest>(req, {
    target,
    secure: isTls(req),
    getHost: () => singleHost(req),
    updateUrl: undefined,
  });
  const exchange = new NodeExchange(req, res, view);
  return chain(filter.handle(exchange), (verdict) => {
    if (verdict.kind === 'pass' && verdict.login !== undefined) exchange.setLogin(verdict.login);
    return applyVerdict(verdict, res, exchange.method === 'HEAD');
  });
}
