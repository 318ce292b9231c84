import { randomBytes } from 'node:crypto';
import express, { type Express } from 'express';
import session from 'express-session';
import { sessionInterceptor } from 'dss-sso';
import { requireDSSLogin, ssoPluginFilter } from 'dss-sso/express';
import { greeting } from './greeting.js';

/** An Express app whose user is `req.session.user`. The session comes first: the plug-in renews its id at each login. */
export function createExpressSessionApp(dssUrl: string, appName: string): Express {
  const secret = randomBytes(48).toString('base64');
  const app = express();

  app.use(session({ secret, resave: false, saveUninitialized: false, cookie: { sameSite: 'lax' } }));
  app.use(ssoPluginFilter({ gateways: [dssUrl], appName, secret, interceptor: sessionInterceptor() }));

  app.get('/', requireDSSLogin(), (req, res) => {
    const visits = ((req.session as { visits?: number }).visits ?? 0) + 1;
    Object.assign(req.session, { visits });
    res.set('Cache-Control', 'no-store').send(greeting(req.dss, `Your session has seen this page ${visits} times.`));
  });

  app.post('/logout', async (req, res) => {
    await req.dss?.logout();
    res.redirect(303, '/');
  });

  return app;
}
