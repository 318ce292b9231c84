import { randomBytes } from 'node:crypto';
import express, { type Express } from 'express';
import { jwtCookieInterceptor } from 'dss-sso';
import { requireDSSLogin, ssoPluginFilter } from 'dss-sso/express';

/** An Express app behind the DSS at `dssUrl`: its own login is a JWT in a cookie. */
export function createExpressApp(dssUrl: string, appName: string): Express {
  // New at each start, so nobody stays signed in across a restart. A real app reads its secret from its configuration.
  const secret = randomBytes(48).toString('base64');
  const app = express();

  app.use(ssoPluginFilter({ gateways: [dssUrl], appName, secret, interceptor: jwtCookieInterceptor({ secret }) }));

  app.get('/', requireDSSLogin(), (req, res) => {
    const user = escape(req.dss?.user.userName ?? '');
    const workspace = escape(req.dss?.workspace.name ?? 'no workspace');
    res.send(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Example</title>
      <h1>Hello ${user} of ${workspace}</h1>
      <form action="/logout" method="post"><button>Sign out of this app</button></form>`);
  });

  app.post('/logout', async (req, res) => {
    await req.dss?.logout();
    res.redirect(303, '/');
  });

  return app;
}

/** Names come from DSS, the workspace's even from the URL: they are text, never markup. */
function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
