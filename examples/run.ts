// Starts a development portal and an example app behind it: `npm start` the first of them, `npm start -- koa` another.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isSSOError } from 'dss-sso';
import { createPortal, type Portal } from 'dss-sso/portal';
import { createExpressApp } from './express-jwt.js';
import { createExpressSessionApp } from './express-session.js';
import { createHttpApp } from './http.js';
import { createInternalComponent } from './internal-component.js';
import { createKoaApp } from './koa.js';
import { createProvisioningApp } from './user-provisioning.js';

type CreateApp = (dssUrl: string, appName: string) => RequestListener;

const APPS: ReadonlyMap<string, CreateApp> = new Map<string, CreateApp>([
  ['express-jwt', createExpressApp],
  ['express-session', createExpressSessionApp],
  ['http', createHttpApp],
  ['internal-component', createInternalComponent],
  ['koa', createKoaApp],
  ['user-provisioning', createProvisioningApp],
]);

async function main(appName: string): Promise<void> {
  const createApp = APPS.get(appName);
  if (createApp === undefined) {
    throw new Error(`There is no example "${appName}". There are: ${[...APPS.keys()].join(', ')}.`);
  }
  const portalPort = readPort('PORTAL_PORT', 8088);
  const appPort = readPort('APP_PORT', 3000);

  // The app's server comes first, and empty: the portal must know its address, and the app the portal's.
  const server = createServer();
  const started: Portal[] = [];
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await Promise.all(started.map((portal) => portal.close()));
  };
  try {
    await listenSomewhere('the example app', appPort, (port) => listen(server, port));
    const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const portal = createPortal({ apps: [{ name: appName, url: appUrl }] });
    started.push(portal);
    await listenSomewhere('the portal', portalPort, (port) => portal.listen(port));
    server.on('request', createApp(portal.url, appName));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());
    console.log(instructions(portal, appName, appUrl));
  } catch (error) {
    await close();
    throw error;
  }
}

function readPort(name: string, standard: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return standard;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`${name} must be a port from 0 to 65535 (0: any that is free), not ${JSON.stringify(text)}.`);
}

/** Listens on the port, or on a free one when it is taken. */
async function listenSomewhere(
  what: string,
  port: number,
  listenOn: (port: number) => Promise<unknown>,
): Promise<void> {
  try {
    await listenOn(port);
  } catch (error) {
    const { code } = (isSSOError(error) ? error.cause : error) as { code?: unknown };
    if (code !== 'EADDRINUSE') throw error;
    console.log(`Port ${port} is taken: ${what} gets another one.`);
    await listenOn(0);
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function instructions(portal: Portal, appName: string, appUrl: string): string {
  const people = portal.users.map(({ userName, password }) => `     ${userName.padEnd(8)} password ${password}`);
  return `
Portal:       ${portal.url}/     (for development only)
Example app:  ${appUrl}     (${appName})

1. Open ${portal.url}/ and sign in as one of
${people.join('\n')}
2. Choose a workspace and click "Open in a new tab" below ${appName}.
3. The app greets you by name: you are signed in there, and no password was asked for.
4. Click "Sign out of this app", or sign in to the portal as somebody else and open the app again.

Ctrl-C stops both.
`;
}

main(process.argv[2] ?? 'express-jwt').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
