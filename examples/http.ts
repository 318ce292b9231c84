import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { jwtCookieInterceptor } from 'dss-sso';
import { requireDSSLogin, withSSO } from 'dss-sso/http';
import { greeting } from './greeting.js';

/** The same app without a framework: a listener for `http.createServer`. */
export function createHttpApp(dssUrl: string, appName: string): RequestListener {
  const secret = randomBytes(48).toString('base64');
  const requireLogin = requireDSSLogin();
  const options = { gateways: [dssUrl], appName, secret, interceptor: jwtCookieInterceptor({ secret }) };

  return withSSO(options, async (req, res) => {
    if (req.method === 'POST' && req.url === '/logout') {
      await req.dss?.logout();
      res.writeHead(303, { Location: '/' }).end();
      return;
    }
    // `false`: the guard has answered, with a link to the portal.
    if (!requireLogin(req, res)) return;
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
    res.end(greeting(req.dss));
  });
}
