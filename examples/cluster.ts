// Two processes as one app, and the portal: `node build/examples/cluster.js`. With REDIS_URL they share a store. SIGHUP renews them in turn.
import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import express from 'express';
import { createClient } from 'redis';
import { jwtCookieInterceptor, memoryStore } from 'dss-sso';
import { requireDSSLogin, ssoPluginFilter } from 'dss-sso/express';
import { createPortal } from 'dss-sso/portal';
import { redisStore } from 'dss-sso/redis';
import { greeting } from './greeting.js';

const { APP_PORT = '3000', PORTAL_PORT = '8088', REDIS_URL, REVALIDATE_AFTER = '300000' } = process.env;
if (cluster.isPrimary) {
  const portal = createPortal({ apps: [{ name: 'cluster', url: `http://127.0.0.1:${APP_PORT}/` }] });
  const { DSS_URL = await portal.listen(+PORTAL_PORT), APP_SECRET = randomBytes(48).toString('hex') } = process.env;
  const start = () => once(cluster.fork({ DSS_URL, APP_SECRET }), 'listening');
  const renew = async () => {
    for (const old of Object.values(cluster.workers ?? {})) await start().then(() => old?.disconnect());
  };
  console.log(`DSS: ${DSS_URL}/\nTo renew: kill -HUP ${process.pid}`);
  cluster.on('listening', ({ process: { pid } }, { port }) => console.log(`App: http://127.0.0.1:${port}/ (${pid})`));
  process.on('SIGHUP', () => void renew());
  await Promise.all([start(), start()]);
} else {
  const { DSS_URL: gateways = '', APP_SECRET: secret = '' } = process.env;
  const client = REDIS_URL && (await createClient({ url: REDIS_URL }).on('error', console.error).connect());
  if (client) process.once('disconnect', () => client.destroy());
  const app = express();
  app.use((_req, res, next) => {
    res.set('X-Process', String(process.pid));
    next();
  });
  const store = client ? redisStore(client) : memoryStore();
  const options = { gateways, secret, store, revalidateAfter: +REVALIDATE_AFTER };
  app.use(ssoPluginFilter({ ...options, interceptor: jwtCookieInterceptor({ secret }) }));
  app.get('/', requireDSSLogin(), (req, res) => res.set('Cache-Control', 'no-store').send(greeting(req.dss)));
  app.post('/logout', async (req, res) => res.redirect(303, (await req.dss?.logout()) ?? '/'));
  app.listen(+APP_PORT, '127.0.0.1');
}
