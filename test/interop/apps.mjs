// The apps the Java side signs in to, one a framework: each tells what it saw of a request, so that the same tests fit all.
import { bodyParser } from '@koa/bodyparser';
import express from 'express';
import Koa from 'koa';
import { jwtCookieInterceptor } from 'dss-sso';
import { ssoPluginFilter as onExpress } from 'dss-sso/express';
import { ssoPluginFilter as onKoa } from 'dss-sso/koa';

const SECRET = 'q7Zr2v9yBnE4xK1sWc8uHd3tLm6pGj5f';

/** A request listener for each framework, by its name. The argument is the gateway they trust. */
export const APPS = {
  Express(gateway) {
    const app = express();
    app.use(onExpress(optionsFor(gateway)));
    app.use(express.json(), express.urlencoded(), express.text({ type: 'multipart/form-data' }));
    app.use((req, res) => res.type('text').send(describe(req.dss, req.method, req.originalUrl, req.body)));
    return app;
  },
  Koa(gateway) {
    const app = new Koa();
    app.use(onKoa(optionsFor(gateway)));
    app.use(bodyParser({ enableTypes: ['json', 'form', 'text'], extendTypes: { text: ['multipart/form-data'] } }));
    app.use((ctx) => {
      // Without a body the parser leaves an empty object.
      const body = ctx.request.rawBody === undefined ? undefined : ctx.request.body;
      ctx.body = describe(ctx.state.dss, ctx.method, ctx.originalUrl, body);
    });
    return app.callback();
  },
};

function optionsFor(gateway) {
  return {
    gateways: gateway,
    secret: SECRET,
    appName: 'demo',
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  };
}

/** @example 'alice as hadoop in bdap: POST /api {"n":1}' */
function describe(login, method, url, body) {
  const { user, workspace } = login ?? {};
  const as = user?.proxyUser === undefined ? '' : ` as ${user.proxyUser}`;
  const who = user === undefined ? 'nobody' : `${user.userName}${as} in ${workspace.name}`;
  const shown = typeof body === 'string' ? body : JSON.stringify(body);
  return [`${who}: ${method} ${url}`, shown].filter((part) => part !== undefined).join(' ');
}
