import type { BrowserContext, Page } from 'playwright-core';
import { TICKET } from '../support/world.js';
import { startExample, type Example } from './example.js';
import { headingOf, openInTab, portalParts, signIn, tabTo } from './person.js';
import { startRecordingServer, type RecordingServer } from './recording-server.js';
import { shareChromium } from './shared-chromium.js';
import { startSite } from './site.js';
import { closeAfterEach } from './started.js';

jest.setTimeout(30_000);

const use = closeAfterEach();
const chromium = shareChromium();

let context: BrowserContext;
let elsewhere: RecordingServer;

beforeEach(async () => {
  elsewhere = await use(startRecordingServer());
  ({ context } = chromium);
});

/** Everything that would give a message away: the ticket in the spellings of URLs and text, and the message's first parameter. */
async function findSecrets(): Promise<(text: string) => string[]> {
  const ticket = (await context.cookies()).find(({ name }) => name === TICKET)?.value ?? '';
  expect(ticket.length).toBeGreaterThan(16);
  const once = encodeURIComponent(ticket);
  const secrets = [ticket, once, encodeURIComponent(once), Buffer.from(ticket).toString('base64'), 'dssurl'];
  return (text) => secrets.filter((secret) => text.includes(secret));
}

/** What pages and scripts can see of where the browser has been, in this tab. */
async function traces(page: Page): Promise<string> {
  const seen = await page.evaluate(() => [
    location.href,
    document.referrer,
    document.cookie,
    ...navigation.entries().map(({ url }) => url),
    ...performance.getEntries().map(({ name }) => name),
  ]);
  const devTools = await context.newCDPSession(page);
  const history = await devTools.send('Page.getNavigationHistory');
  return JSON.stringify([seen, history]);
}

describe.each(['express-jwt', 'http'])('the example %s, as npm start runs it', (app) => {
  let example: Example;
  let portal: Page;

  beforeEach(async () => {
    example = await use(startExample(app));
    portal = await context.newPage();
  });

  it('logs Alice in to the workspace she chose, with nothing but the keyboard', async () => {
    const { keyboard } = portal;
    const { userName, signOut, workspace, applyWorkspace, openInTab: link } = portalParts(portal);
    await portal.goto(example.portalUrl);
    await tabTo(portal, userName);
    await keyboard.type('Alice');
    await keyboard.press('Tab');
    await keyboard.type(example.passwordOf('alice'));
    await keyboard.press('Enter');
    await signOut.waitFor();

    await tabTo(portal, workspace);
    await keyboard.press('ArrowDown');
    const chosen = portal.waitForEvent('load');
    await tabTo(portal, applyWorkspace);
    await keyboard.press('Enter');
    await chosen;

    const opened = context.waitForEvent('page');
    await tabTo(portal, link);
    await keyboard.press('Enter');
    const tab = await opened;
    expect(await headingOf(tab)).toBe('Hello alice of 数据开发');
    expect(tab.url()).toBe(example.appUrl);
  });

  it('leaves no message in address bar, history, referrer, page or Referer', async () => {
    const sent: Promise<{ url: string; referer: string | undefined }>[] = [];
    context.on('request', (request) => {
      sent.push(request.allHeaders().then((headers) => ({ url: request.url(), referer: headers['referer'] })));
    });
    await signIn(portal, example.portalUrl, 'alice', example.passwordOf('alice'));
    const secretsIn = await findSecrets();
    const tab = await openInTab(portal);

    expect(tab.url()).toBe(example.appUrl);
    expect(await tab.evaluate(() => [document.referrer, history.length])).toEqual(['', 1]);
    expect(secretsIn(await traces(tab))).toEqual([]);
    expect(secretsIn(await tab.content())).toEqual([]);
    expect(secretsIn(await portal.content())).toEqual([]);

    await followLinks(tab, [
      '/reports',
      `http://127.0.0.1:${elsewhere.port}/a`,
      `http://localhost:${elsewhere.port}/b`,
    ]);
    expect(elsewhere.requests.map(({ url }) => url)).toEqual(expect.arrayContaining(['/a', '/b']));
    // Cookies do not know ports: a server on the portal's host gets the portal's cookies, whatever the app does.
    const told = elsewhere.requests.map(({ url, headers }) => [url, { ...headers, cookie: '' }]);
    expect(secretsIn(JSON.stringify(told))).toEqual([]);

    const requests = await Promise.all(sent);
    // The one request that has to carry the message was made, so the others could have told of it.
    expect(requests.filter(({ url }) => secretsIn(url).length > 0)).toHaveLength(1);
    expect(requests.filter(({ referer }) => referer !== undefined && secretsIn(referer).length > 0)).toEqual([]);
  });

  it('has the portal as the page before, where the portal was left for the app in one tab', async () => {
    await signIn(portal, example.portalUrl, 'alice', example.passwordOf('alice'));
    const secretsIn = await findSecrets();
    const home = portal.url();
    await portalParts(portal).openInTab.evaluate((link) => {
      link.removeAttribute('target');
      (link as HTMLElement).click();
    });
    await portal.waitForURL(example.appUrl);

    expect(secretsIn(await traces(portal))).toEqual([]);
    const before = portal.waitForURL(home);
    await portal.evaluate(() => history.back());
    await before;
    await portalParts(portal).signOut.waitFor();
  });
});

it('sends no Referer at all from a page that keeps its message, where cleanUrl is off', async () => {
  const site = await use(startSite({ plugin: { cleanUrl: false } }));
  const page = await context.newPage();
  await page.goto(site.link());
  expect(page.url()).toContain('dssurl');
  await followLinks(page, [`http://127.0.0.1:${elsewhere.port}/a`, `http://localhost:${elsewhere.port}/b`]);
  const asked = elsewhere.requests.filter(({ url }) => url !== '/favicon.ico');
  expect(asked.map(({ url, headers }) => [url, headers.referer])).toEqual([
    ['/a', undefined],
    ['/a', undefined],
    ['/b', undefined],
    ['/b', undefined],
  ]);
});

/** From this page each time: loads the address as an image, and opens it in a tab by a plain link. */
async function followLinks(page: Page, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const opened = page.context().waitForEvent('page');
    await page.evaluate(async (href) => {
      const image = new Image();
      const loaded = new Promise((resolve) => (image.onload = image.onerror = resolve));
      image.src = href;
      await loaded;
      const link = document.createElement('a');
      Object.assign(link, { href, target: '_blank', rel: 'opener' });
      document.body.append(link);
      link.click();
    }, address);
    const tab = await opened;
    await tab.waitForLoadState();
    await tab.close();
  }
}
