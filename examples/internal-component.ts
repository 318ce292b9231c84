import { randomBytes } from 'node:crypto';
import express, { type Express } from 'express';
import { getWorkspace, internalInterceptor } from 'dss-sso';
import { requireDSSLogin, ssoPluginFilter } from 'dss-sso/express';
import { greeting } from './greeting.js';

/** A component of DSS itself: DSS's own cookies are its login, and tell it the workspace. */
export function createInternalComponent(dssUrl: string, appName: string): Express {
  const secret = randomBytes(48).toString('base64');
  const app = express();

  app.use(ssoPluginFilter({ gateways: [dssUrl], appName, secret, interceptor: internalInterceptor() }));

  app.get('/', requireDSSLogin(), (req, res) => {
    const { workspaceName, workspaceId } = getWorkspace(req);
    res
      .set('Cache-Control', 'no-store')
      .send(greeting(req.dss, `Its cookies say: workspace ${workspaceName}, number ${workspaceId}.`));
  });

  app.get('/colleagues', requireDSSLogin(), async (req, res) => {
    res.json(await req.dss?.getWorkspaceUsers());
  });

  app.post('/logout', async (req, res) => {
    await req.dss?.logout();
    res.redirect(303, '/');
  });

  return app;
}
