import express, { type Express, type Request } from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requireDSSLogin, ssoPluginFilter } from '../../src/adapters/express.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { createWorld, SECRET, type MessageOptions, type World } from '../support/world.js';

/** A portal, and an app behind it that serves pages. */
export interface Site {
  readonly world: World;
  readonly appUrl: string;
  readonly filter: SSOPluginFilter<Request>;
  /** The address a click in the portal would open. */
  link(message?: MessageOptions): string;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly plugin?: Partial<SSOPluginOptions<Request>>;
  /** Where the portal sends the browser in the app. */
  readonly redirect?: string;
  /** Goes on every page of the app. */
  readonly markup?: string;
}

/** The app's name in the portal. */
export const APP = 'tool';

export async function startSite({ plugin = {}, redirect, markup = '' }: SiteOptions = {}): Promise<Site> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const world = await createWorld({ apps: [{ name: APP, url: appUrl, ...(redirect !== undefined && { redirect }) }] });
  const sso = ssoPluginFilter({
    gateways: [world.dssUrl],
    secret: SECRET,
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    ...plugin,
  });
  server.on('request', createApp(sso, markup));
  return {
    world,
    appUrl,
    filter: sso.filter,
    link: (message) => `${appUrl}?${world.message(message)}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([sso.filter.close(), world.close()]);
    },
  };
}

/** Every page greets the user, and is for nobody else: as an app with logins should, it says so to caches. */
export function createApp(sso: ReturnType<typeof ssoPluginFilter>, markup: string): Express {
  const app = express();
  app.use(sso);
  app.post('/logout', async (req, res) => {
    await req.dss?.logout();
    res.redirect(303, '/');
  });
  app.use(requireDSSLogin(), (req, res) => {
    const { user, workspace } = req.dss ?? {};
    res.set('Cache-Control', 'no-store').send(`<!doctype html><html lang="en"><title>Tool</title>
      <h1>Hello ${user?.userName ?? ''} of ${workspace?.name ?? ''}</h1>
      <form action="/logout" method="post"><button>Log out</button></form>
      <a href="/reports">Reports</a> ${markup}`);
  });
  return app;
}
