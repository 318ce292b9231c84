import connect from 'connect';
import cookieParser from 'cookie-parser';
import express from 'express';
import express4 from 'express4';
import Koa from 'koa';
import Koa2 from 'koa2';
import koaSession from 'koa-session';
import session, { type SessionOptions } from 'express-session';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import * as onExpress from '../../src/adapters/express.js';
import * as onKoa from '../../src/adapters/koa.js';
import * as onHttp from '../../src/adapters/http.js';
import type { DSSLogin } from '../../src/plugin/dss-login.js';
import type { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';

/** What the app saw of a request: its routes answer with this. */
export interface Seen {
  readonly user?: { userName: string; proxyUser?: string; effectiveUser: string };
  readonly workspace?: { name?: string; id?: number; verified: boolean };
  readonly appName?: string;
  readonly url: string;
  readonly originalUrl?: string;
  readonly query?: Record<string, unknown>;
  readonly cookies?: Record<string, string>;
  readonly cookieHeader?: string;
  readonly contentEncoding?: string;
  readonly cookieNames: readonly string[];
  readonly body: string;
  readonly sessionUser?: unknown;
}

export interface RunningApp {
  readonly url: string;
  readonly filter: SSOPluginFilter<never>;
  close(): Promise<void>;
}

export interface AppOptions {
  /** An express-session in front of the plug-in. */
  readonly session?: Partial<SessionOptions> | boolean;
  /** Serve TLS with these. */
  readonly tls?: ServerOptions;
  /** Middleware between session and plug-in, for Express and Connect. */
  readonly before?: (req: IncomingMessage, res: ServerResponse, next: () => void) => void;
  readonly trustProxy?: boolean;
}

type Options = SSOPluginOptions<never>;
type AppRequest = IncomingMessage & {
  dss?: DSSLogin;
  originalUrl?: string;
  query?: unknown;
  cookies?: unknown;
  session?: unknown;
};

export type StartApp = (options: Options, app?: AppOptions) => Promise<RunningApp>;

/** Every adapter, each with an app that behaves the same. */
export const ADAPTERS: Readonly<Record<string, StartApp>> = {
  'Express 5': (options, app = {}) => startExpress(express as never, options, app),
  'Express 4': (options, app = {}) => startExpress(express4 as never, options, app),
  Connect: (options, app = {}) => startConnect(options, app),
  'Koa 3': (options, app = {}) => startKoa(Koa, options, app),
  'Koa 2': (options, app = {}) => startKoa(Koa2, options, app),
  'raw http': (options, app = {}) => startRawHttp(options, app),
  withSSO: (options, app = {}) => startWithSSO(options, app),
};

export const startExpressApp: StartApp = (options, app = {}) => startExpress(express as never, options, app);

function startExpress(framework: typeof express, options: Options, app: AppOptions): Promise<RunningApp> {
  const server = framework();
  const sso = onExpress.ssoPluginFilter(options as never);
  if (app.trustProxy === true) server.set('trust proxy', true);
  server.use(cookieParser());
  if (app.session !== undefined && app.session !== false) server.use(sessionOf(app.session));
  if (app.before !== undefined) server.use(app.before);
  server.use(sso);
  server.use('/private', onExpress.requireDSSLogin());
  server.use((req, res, next) => {
    answer(req, res).catch(next);
  });
  server.use(((error, _req, res, next) => {
    if (res.headersSent) next(error);
    else res.status(599).end('the app failed');
  }) as express.ErrorRequestHandler);
  return listen(server, sso.filter, app);
}

function startConnect(options: Options, app: AppOptions): Promise<RunningApp> {
  const server = connect();
  const sso = onExpress.ssoPluginFilter(options as never);
  if (app.session !== undefined && app.session !== false) server.use(sessionOf(app.session) as never);
  if (app.before !== undefined) server.use(app.before as never);
  server.use(sso);
  server.use('/private', onExpress.requireDSSLogin());
  server.use((req, res, next) => {
    answer(req as AppRequest, res).catch(next);
  });
  return listen(server, sso.filter, app);
}

function startKoa(Framework: typeof Koa, options: Options, app: AppOptions): Promise<RunningApp> {
  const server = new Framework();
  const sso = onKoa.ssoPluginFilter(options);
  server.silent = true;
  if (app.trustProxy === true) server.proxy = true;
  if (app.session !== undefined && app.session !== false) server.use(koaSessionOf(server));
  const between = app.before;
  if (between !== undefined) {
    server.use(async (ctx, next) => {
      await new Promise<void>((resolve) => {
        between(ctx.req, ctx.res, resolve);
      });
      await next();
    });
  }
  server.use(sso);
  const guard = onKoa.requireDSSLogin();
  server.use((ctx, next) => (ctx.path.startsWith('/private') ? guard(ctx, next) : next()));
  server.use(answerKoa);
  return listen(server.callback(), sso.filter, app);
}

/** koa-session with a store in memory, under the name express-session's cookie has. */
function koaSessionOf(server: Koa): Koa.Middleware {
  const kept = new Map<string, unknown>();
  const store = {
    get: (key: string) => Promise.resolve(kept.get(key)),
    set: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    destroy: (key: string) => Promise.resolve(void kept.delete(key)),
  };
  return koaSession({ key: 'connect.sid', signed: false, store: store }, server as never) as never;
}

function startRawHttp(options: Options, app: AppOptions): Promise<RunningApp> {
  const sso = onHttp.ssoPluginFilter(options);
  const guard = onHttp.requireDSSLogin();
  const run = before(app);
  return listen(
    (req, res) => {
      run(req, res, async () => {
        if (!(await sso(req, res))) return;
        if (req.url?.startsWith('/private') === true && !guard(req, res)) return;
        await answer(req, res);
      });
    },
    sso.filter,
    app,
  );
}

function startWithSSO(options: Options, app: AppOptions): Promise<RunningApp> {
  const guard = onHttp.requireDSSLogin();
  const listener = onHttp.withSSO(options, async (req, res) => {
    if (req.url?.startsWith('/private') === true && !guard(req, res)) return;
    await answer(req, res);
  });
  const run = before(app);
  return listen(
    (req, res) => {
      run(req, res, () => {
        listener(req, res);
      });
    },
    listener.filter,
    app,
  );
}

/** The session middleware, for servers without middleware. */
function before(app: AppOptions): (req: IncomingMessage, res: ServerResponse, go: () => unknown) => void {
  const useSession = app.session === undefined || app.session === false ? undefined : sessionOf(app.session);
  return (req, res, go) => {
    const goOn = (): void => {
      if (app.before === undefined) void go();
      else app.before(req, res, () => void go());
    };
    if (useSession === undefined) goOn();
    else useSession(req as never, res as never, goOn);
  };
}

function sessionOf(given: Partial<SessionOptions> | true): express.RequestHandler {
  return session({
    secret: 'for tests only',
    resave: false,
    saveUninitialized: false,
    ...(given === true ? {} : given),
  });
}

/** What the routes need of a request, whatever the framework. */
interface AppView {
  readonly node: IncomingMessage;
  readonly url: string;
  readonly originalUrl?: string | undefined;
  readonly query?: unknown;
  readonly cookies?: unknown;
  readonly session: Record<string, unknown> | undefined;
  /** Read anew each time: a log-out takes it away. */
  login(): DSSLogin | undefined;
  setHeader(name: string, value: string): void;
}

/** The app's routes: what they do, and the text they answer with. */
async function route(view: AppView): Promise<string> {
  const path = (view.originalUrl ?? view.url).split('?')[0] ?? '';
  const { session } = view;
  if (path === '/logout') await view.login()?.logout();
  if (path === '/mark' && session !== undefined) session['mark'] = 'kept?';
  if (path === '/app-login' && session !== undefined) session['user'] = 'carol';
  if (path === '/app-logout' && session !== undefined) delete session['user'];
  if (path === '/cacheable') view.setHeader('Cache-Control', 'public, max-age=60');
  if (path === '/own-cookie') view.setHeader('Set-Cookie', 'own=1; Path=/');
  if (path === '/users') {
    const users = view.login()?.getWorkspaceUsers();
    return JSON.stringify(await users?.catch((error: unknown) => ({ code: (error as { code?: string }).code })));
  }
  const body: Buffer[] = [];
  for await (const chunk of view.node) body.push(chunk as Buffer);
  const login = view.login();
  view.setHeader('Content-Type', 'application/json');
  return JSON.stringify({
    user: login?.user,
    workspace: login?.workspace,
    appName: login?.appName,
    url: view.url,
    originalUrl: view.originalUrl,
    query: view.query,
    cookies: view.cookies,
    cookieHeader: view.node.headers.cookie,
    contentEncoding: view.node.headers['content-encoding'],
    cookieNames: [...(login?.cookies.keys() ?? [])],
    body: Buffer.concat(body).toString('utf8'),
    sessionUser: view.session?.['user'],
    mark: view.session?.['mark'],
  });
}

async function answer(req: AppRequest, res: ServerResponse): Promise<void> {
  const text = await route({
    node: req,
    url: req.url ?? '',
    originalUrl: req.originalUrl,
    query: req.query,
    cookies: req.cookies,
    get session() {
      return req.session as Record<string, unknown> | undefined;
    },
    login: () => req.dss,
    setHeader: (name, value) => res.setHeader(name, value),
  });
  res.end(text);
}

async function answerKoa(ctx: Koa.Context): Promise<void> {
  const text = await route({
    node: ctx.req,
    url: ctx.url,
    originalUrl: ctx.originalUrl,
    query: { ...ctx.query },
    get session() {
      return (ctx as { session?: Record<string, unknown> }).session;
    },
    login: () => (ctx.state as onKoa.DSSState).dss,
    setHeader: (name, value) => {
      ctx.set(name, value);
    },
  });
  ctx.body = text;
}

async function listen(listener: RequestListener, filter: unknown, app: AppOptions): Promise<RunningApp> {
  const server: Server = app.tls === undefined ? createServer(listener) : createTlsServer(app.tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${app.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    filter: filter as SSOPluginFilter<never>,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await (filter as SSOPluginFilter).close();
    },
  };
}
