// An Express app behind DSS that prints a span for each DSS message, each confirmation and each gateway call.
import { randomBytes } from 'node:crypto';
import { BasicTracerProvider, ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import express from 'express';
import { jwtCookieInterceptor } from 'dss-sso';
import { requireDSSLogin, ssoPluginFilter } from 'dss-sso/express';
import { traceDSS } from './spans.js';

// An app with a collector has a provider already, and an exporter that sends: then `traceDSS()` is all there is to do.
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())] });
traceDSS(provider.getTracer('dss-sso'));

/** Your DSS, or one for development that lives in this process. */
async function findDSS(appUrl) {
  if (process.env.DSS_URL) return process.env.DSS_URL;
  const { createPortal } = await import('dss-sso/portal');
  const portal = createPortal({ apps: [{ name: 'opentelemetry', url: appUrl }] });
  await portal.listen(Number(process.env.PORTAL_PORT ?? 8088));
  const [{ userName, password }] = portal.users;
  console.log(`Open ${portal.url}/ and sign in as ${userName} with ${password}`);
  return portal.url;
}

const app = express();
const server = app.listen(Number(process.env.APP_PORT ?? 3000), '127.0.0.1', async () => {
  const appUrl = `http://127.0.0.1:${server.address().port}`;
  const secret = process.env.APP_SECRET ?? randomBytes(48).toString('base64');
  app.use(
    ssoPluginFilter({
      gateways: await findDSS(`${appUrl}/`),
      secret,
      interceptor: jwtCookieInterceptor({ secret }),
    }),
  );
  app.get('/', requireDSSLogin(), (req, res) => res.send(`Hello ${req.dss.user.userName}`));
  console.log(`The app listens on ${appUrl}/`);
});
