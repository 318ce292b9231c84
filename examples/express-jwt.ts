import { randomBytes } from 'node:crypto';
import express, { type Express } from 'express';
import { jwtCookieInterceptor } from 'dss-sso';
import { requireDSSLogin, ssoPluginFilter } from 'dss-sso/express';
import { greeting } from './greeting.js';

/** An Express app behind the DSS at `dssUrl`: its own login is a JWT in a cookie. */
export function createExpressApp(dssUrl: string, appName: string): Express {
  // New at each start, so nobody stays signed in across a restart. A real app reads its secret from its configuration.
  const secret = randomBytes(48).toString('base64');
  const app = express();

  app.use(ssoPluginFilter({ gateways: [dssUrl], appName, secret, interceptor: jwtCookieInterceptor({ secret }) }));

  app.get('/', requireDSSLogin(), (req, res) => {
    res.set('Cache-Control', 'no-store').send(greeting(req.dss));
  });

  app.post('/logout', async (req, res) => {
    await req.dss?.logout();
    res.redirect(303, '/');
  });

  return app;
}
