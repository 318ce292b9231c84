// An Express app behind DSS whose numbers Prometheus can read at /metrics.
import { randomBytes } from 'node:crypto';
import express from 'express';
import { jwtCookieInterceptor } from 'dss-sso';
import { requireDSSLogin, ssoPluginFilter } from 'dss-sso/express';
import { metricsOf } from './metrics.js';

/** Your DSS, or one for development that lives in this process. */
async function findDSS(appUrl) {
  if (process.env.DSS_URL) return process.env.DSS_URL;
  const { createPortal } = await import('dss-sso/portal');
  const portal = createPortal({ apps: [{ name: 'prometheus', url: appUrl }] });
  await portal.listen(Number(process.env.PORTAL_PORT ?? 8088));
  const [{ userName, password }] = portal.users;
  console.log(`Open ${portal.url}/ and sign in as ${userName} with ${password}`);
  return portal.url;
}

const app = express();
const server = app.listen(Number(process.env.APP_PORT ?? 3000), '127.0.0.1', async () => {
  const appUrl = `http://127.0.0.1:${server.address().port}`;
  const secret = process.env.APP_SECRET ?? randomBytes(48).toString('base64');
  const sso = ssoPluginFilter({
    gateways: await findDSS(`${appUrl}/`),
    secret,
    interceptor: jwtCookieInterceptor({ secret }),
  });
  const register = metricsOf(sso.filter);

  // In front of the plug-in, and for Prometheus only: let your proxy keep others away from it.
  app.get('/metrics', async (req, res) => {
    res.type(register.contentType).send(await register.metrics());
  });
  app.use(sso);
  app.get('/', requireDSSLogin(), (req, res) => res.send(`Hello ${req.dss.user.userName}`));
  console.log(`The app listens on ${appUrl}/, its numbers are at ${appUrl}/metrics`);
});
