import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { jwtCookieInterceptor } from 'dss-sso';
import { requireDSSLogin, withSSO } from 'dss-sso/http';

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
    const user = escape(req.dss?.user.userName ?? '');
    const workspace = escape(req.dss?.workspace.name ?? 'no workspace');
    res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    res.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Example</title>
      <h1>Hello ${user} of ${workspace}</h1>
      <form action="/logout" method="post"><button>Sign out of this app</button></form>`);
  });
}

/** Names come from DSS, the workspace's even from the URL: they are text, never markup. */
function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
