import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import Koa from 'koa';
import { jwtCookieInterceptor } from 'dss-sso';
import { requireDSSLogin, ssoPluginFilter, type DSSState } from 'dss-sso/koa';
import { greeting } from './greeting.js';

/** A Koa app: the login is `ctx.state.dss`. */
export function createKoaApp(dssUrl: string, appName: string): RequestListener {
  const secret = randomBytes(48).toString('base64');
  const app = new Koa<DSSState>();

  app.use(ssoPluginFilter({ gateways: [dssUrl], appName, secret, interceptor: jwtCookieInterceptor({ secret }) }));
  app.use(async (ctx, next) => {
    if (ctx.method === 'POST' && ctx.path === '/logout') {
      await ctx.state.dss?.logout();
      ctx.redirect('/');
      ctx.status = 303;
    } else {
      await next();
    }
  });
  app.use(requireDSSLogin());
  app.use((ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = greeting(ctx.state.dss);
  });

  const listener = app.callback();
  return (req, res) => void listener(req, res);
}
