import express from 'express';
import session, { type Store as SessionStore } from 'express-session';
import Koa from 'koa';
import koaSession from 'koa-session';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as onExpress from '../../src/adapters/express.js';
import * as onHttp from '../../src/adapters/http.js';
import * as onKoa from '../../src/adapters/koa.js';
import type { DSSLogin } from '../../src/plugin/dss-login.js';
import type { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';

/** A request as it reaches the app behind the plug-in, whatever the framework. */
export interface AppRequest {
  readonly node: IncomingMessage;
  /** The framework's own request. */
  readonly request: object;
  /** Everything in which the framework shows the URL. */
  readonly urls: readonly unknown[];
  readonly path: string;
  readonly session: Record<string, unknown> | undefined;
  /** Read anew each time: a log-out takes it away. */
  login(): DSSLogin | undefined;
}

/** What is behind and around the plug-in. */
export interface App {
  /** The routes: the text they answer with. */
  serve(request: AppRequest): Promise<string>;
  /** When an answer is out: the target as it stands on the request then. */
  logAccess(target: string): void;
}

export interface RunningServer {
  readonly url: string;
  readonly filter: SSOPluginFilter<never>;
  close(): Promise<void>;
}

/** @param sessions - where the app's sessions are kept; `undefined`: it has none */
export type StartServer = (options: SSOPluginOptions<never>, app: App, sessions?: unknown) => Promise<RunningServer>;

const SESSION_SECRET = 'of the session middleware, no concern of ours';

export const startExpress: StartServer = (options, app, sessions) => {
  const server = express();
  const sso = onExpress.ssoPluginFilter(options as never);
  server.use(accessLog(app));
  if (sessions !== undefined) {
    const store = sessions as SessionStore;
    server.use(session({ secret: SESSION_SECRET, resave: false, saveUninitialized: false, store }));
  }
  server.use(sso);
  server.use('/private', onExpress.requireDSSLogin());
  server.use((req, res, next) => {
    const { url, originalUrl, query } = req;
    app
      .serve({
        node: req,
        request: req,
        urls: [url, originalUrl, query],
        path: req.path,
        session: (req as { session?: unknown }).session as never,
        login: () => req.dss,
      })
      .then((text) => res.end(text), next);
  });
  server.use(((_error, _req, res, _next) => {
    if (!res.headersSent) res.status(599);
    res.end();
  }) satisfies express.ErrorRequestHandler);
  return listen(server, sso.filter);
};

export const startKoa: StartServer = (options, app, sessions) => {
  const server = new Koa();
  const sso = onKoa.ssoPluginFilter(options);
  const guard = onKoa.requireDSSLogin();
  server.silent = true;
  server.use(async (ctx, next) => {
    ctx.res.on('finish', () => app.logAccess(ctx.originalUrl));
    await next();
  });
  if (sessions !== undefined) {
    server.use(koaSession({ key: 'koa.sess', signed: false, store: sessions as never }, server as never) as never);
  }
  server.use(sso);
  server.use((ctx, next) => (ctx.path === '/private' ? guard(ctx, next) : next()));
  server.use(async (ctx) => {
    const { url, originalUrl, query, href, querystring } = ctx;
    ctx.body = await app.serve({
      node: ctx.req,
      request: ctx,
      urls: [url, originalUrl, query, href, querystring, ctx.req.url, ctx.URL.href],
      path: ctx.path,
      session: (ctx as { session?: Record<string, unknown> }).session,
      login: () => (ctx.state as onKoa.DSSState).dss,
    });
  });
  return listen(server.callback(), sso.filter);
};

export const startHttp: StartServer = (options, app) => {
  const sso = onHttp.ssoPluginFilter(options);
  const guard = onHttp.requireDSSLogin();
  const log = accessLog(app);
  return listen(async (req, res) => {
    log(req, res, () => undefined);
    if (!(await sso(req, res))) return;
    if (req.url?.startsWith('/private') === true && !guard(req, res)) return;
    res.end(await app.serve(toAppRequest(req)));
  }, sso.filter);
};

export const startWithSSO: StartServer = (options, app) => {
  const guard = onHttp.requireDSSLogin();
  const log = accessLog(app);
  const listener = onHttp.withSSO(options, async (req, res) => {
    if (req.url?.startsWith('/private') === true && !guard(req, res)) return;
    res.end(await app.serve(toAppRequest(req)));
  });
  return listen((req, res) => {
    log(req, res, () => undefined);
    listener(req, res);
  }, listener.filter);
};

function toAppRequest(req: onHttp.SSORequest): AppRequest {
  const { url = '' } = req;
  const path = url.split('?', 1)[0] ?? '';
  return { node: req, request: req, urls: [url], path, session: undefined, login: () => req.dss };
}

/** As morgan does it: mounted first, written last. */
function accessLog(app: App) {
  return (req: IncomingMessage & { originalUrl?: string }, res: ServerResponse, next: () => void): void => {
    res.on('finish', () => app.logAccess(req.originalUrl ?? req.url ?? ''));
    next();
  };
}

async function listen(listener: RequestListener, filter: unknown): Promise<RunningServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    filter: filter as SSOPluginFilter<never>,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await (filter as SSOPluginFilter).close();
    },
  };
}
