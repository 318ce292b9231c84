/** The app in a frame of a DSS on another site, over TLS: two sites, cookies of a partition of their own. */
import express from 'express';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { ssoPluginFilter } from '../../src/adapters/express.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { startChromium, type TestChromium } from '../support/browser.js';
import { createCertificate } from '../support/certificate.js';
import { createWorld, SECRET, type World } from '../support/world.js';

const DSS_HOST = 'portal.dss.test';
const APP_HOST = 'tool.corp.test';

let world: World;
let chromium: TestChromium;
let tls: { key: string; cert: string };
const servers: Server[] = [];

beforeAll(async () => {
  world = await createWorld();
  tls = await createCertificate(DSS_HOST, APP_HOST);
  chromium = await startChromium({ hosts: `MAP *.test 127.0.0.1`, trust: tls.cert });
}, 60_000);

afterAll(async () => {
  await chromium.close();
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await world.close();
});

async function serve(host: string, listener: express.Express): Promise<string> {
  const server = createServer(tls, listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://${host}:${(server.address() as AddressInfo).port}`;
}

/** A page of DSS that shows whatever it is told to in a frame. */
async function startPortalPage(): Promise<string> {
  const portal = express();
  portal.get('/', (req, res) => {
    res.send(
      `<!doctype html><title>DSS</title><iframe src="${(req.query['frame'] as string).replaceAll('"', '&quot;')}"></iframe>`,
    );
  });
  return serve(DSS_HOST, portal);
}

async function startApp(embedded: boolean, portalOrigin: string): Promise<string> {
  const app = express();
  app.use(
    ssoPluginFilter({
      gateways: world.dssUrl,
      portalOrigins: [portalOrigin],
      secret: SECRET,
      embedded,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
    }),
  );
  app.use((req, res) => {
    res.send(
      `<!doctype html><title>Tool</title><h1>Hello ${req.dss?.user.userName ?? 'stranger'}</h1><a href="/next">next</a>`,
    );
  });
  return serve(APP_HOST, app);
}

async function openFramed(portal: string, url: string): Promise<Page> {
  const page = await chromium.context.newPage();
  await page.goto(`${portal}/?frame=${encodeURIComponent(url)}`);
  return page;
}

const headingOf = (page: Page): Promise<string> => page.frameLocator('iframe').locator('h1').innerText();

test('with embedded the frame is logged in, and stays so on its next page; the address of the frame is clean', async () => {
  const portal = await startPortalPage();
  const app = await startApp(true, portal);
  const page = await openFramed(portal, `${app}/?${world.message()}`);
  expect(await headingOf(page)).toBe('Hello alice');
  expect(page.frames()[1]?.url()).toBe(`${app}/`);
  await page.frameLocator('iframe').locator('a').click();
  await page.waitForURL((url) => url.href.startsWith(portal));
  await expect(headingOf(page)).resolves.toBe('Hello alice');
  const cookies = (await chromium.context.cookies(app)).filter(({ name }) => name.includes('dss_sso'));
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'None' });
  expect(cookies.map(({ name }) => name).sort()).toEqual(['__Host-dss_sso', '__Host-dss_sso_user']);
});

test('its cookies are in a partition of the frame: the app in a tab of its own knows nobody', async () => {
  const portal = await startPortalPage();
  const app = await startApp(true, portal);
  await headingOf(await openFramed(portal, `${app}/?${world.message()}`));
  const alone = await chromium.context.newPage();
  await alone.goto(`${app}/`);
  expect(await alone.locator('h1').innerText()).toBe('Hello stranger');
});

test('without embedded the frame shows why it is refused, readable there because DSS may frame it', async () => {
  const portal = await startPortalPage();
  const app = await startApp(false, portal);
  const page = await openFramed(portal, `${app}/?${world.message()}`);
  expect(await headingOf(page)).toBe('This login was not begun by you');
  expect(await page.frameLocator('iframe').locator('code').first().innerText()).toBe('context-denied');
});

test('a site that is not DSS cannot frame the refusal', async () => {
  const [portal, stranger] = [await startPortalPage(), await startPortalPage()];
  const app = await startApp(false, portal);
  const page = await openFramed(stranger, `${app}/?${world.message()}`);
  await page.waitForFunction(() => document.readyState === 'complete');
  expect(page.frames()[1]?.url()).toMatch(/^chrome-error:/);
});

test('on loopback embedded works without TLS, for development', async () => {
  const app = express();
  app.use(
    ssoPluginFilter({
      gateways: world.dssUrl,
      secret: SECRET,
      embedded: true,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
    }),
  );
  app.use((req, res) => {
    res.send(`<!doctype html><title>Tool</title><h1>Hello ${req.dss?.user.userName ?? 'stranger'}</h1>`);
  });
  const server = createHttpServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const portal = await startPortalPage();
  const page = await openFramed(portal, `${url}?${world.message()}`);
  expect(await headingOf(page)).toBe('Hello alice');
  server.close();
  server.closeAllConnections();
});
