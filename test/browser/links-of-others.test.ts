/** What a link with a message of somebody else can do, and what remains (docs/security.md). */
import { ssoPluginFilter } from '../../src/adapters/express.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { BROWSERS } from '../support/browsers.js';
import type { Tab, TestBrowser } from '../support/tab.js';
import { SECRET } from '../support/world.js';
import { APP, startCorp, STRANGER, type Corp } from './corp.js';
import { createApp } from './site.js';
import { closeAfterAll } from './started.js';

jest.setTimeout(30_000);

/** The same app, which lets nobody else in while somebody is. */
const CAREFUL = 'careful.corp.test';
const ALICE = 'Hello alice of bdap';
const BOB = 'Hello bob of bdap';
/** Requests that a service worker makes do not say what the page load said, in each browser in another way. */
const SERVICE_WORKER = `addEventListener('fetch', (event) => {
  if (new URL(event.request.url).searchParams.has('dssurl')) return;
  event.respondWith(fetch(event.request));
})`;

describe.each(BROWSERS)('in %s', (_name, start) => {
  const share = closeAfterAll();
  let corp: Corp;
  let browser: TestBrowser;
  let tab: Tab;

  beforeAll(async () => {
    corp = await share(startCorp());
    const careful = ssoPluginFilter({
      gateways: [corp.world.dssUrl],
      onUserSwitch: 'refuse',
      secret: SECRET,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
    });
    await share(Promise.resolve(careful.filter));
    corp.internet.serve(CAREFUL, createApp(careful, ''));
    browser = await share(start({ everyNameAt: corp.internet.port, trust: corp.internet.certificate }));
    tab = await browser.newTab();
  });

  beforeEach(() => browser.clearCookies());

  async function clickAtStranger(host: string, user: string): Promise<void> {
    const address = corp.link('/', { user }).replace(APP, host);
    await tab.goto(corp.publish(STRANGER, `<a id="go" href="${address}">Open</a>`));
    await tab.click('#go');
  }

  const appCookies = async (): Promise<string[]> =>
    (await browser.cookies()).filter(({ name }) => name.includes('dss_sso')).map(({ value }) => value);

  it('signs a visitor in as whoever owns the ticket: this remains', async () => {
    await clickAtStranger(APP, 'bob');
    expect(await tab.text('h1')).toBe(BOB);
  });

  it('takes the place of who was signed in, with cookies that are all new', async () => {
    await tab.goto(corp.link());
    expect(await tab.text('h1')).toBe(ALICE);
    const before = await appCookies();
    await clickAtStranger(APP, 'bob');
    expect(await tab.text('h1')).toBe(BOB);
    const after = await appCookies();
    expect(after).toHaveLength(before.length);
    expect(after.filter((value) => before.includes(value))).toEqual([]);
  });

  it('changes nothing where onUserSwitch refuses, and the page leads back', async () => {
    await tab.goto(corp.link().replace(APP, CAREFUL));
    expect(await tab.text('h1')).toBe(ALICE);
    const before = await appCookies();
    await clickAtStranger(CAREFUL, 'bob');
    expect(await tab.text('code')).toBe('user-switch-denied');
    expect(await appCookies()).toEqual(before);
    await tab.click('a[href]');
    expect(await tab.text('h1')).toBe(ALICE);
  });

  it('a message that somebody has seen logs in again as long as its ticket lives: this remains', async () => {
    const ticket = corp.world.portal.tickets.issue('alice');
    const address = corp.link('/seen', { ticket });
    await tab.goto(address);
    expect(await tab.text('h1')).toBe(ALICE);
    await browser.clearCookies();
    await tab.goto(address);
    expect(await tab.text('h1')).toBe(ALICE);
  });

  it('logs in where a service worker of the app leaves messages to the browser, and the address is clean', async () => {
    const worker = corp.publish(APP, SERVICE_WORKER, {
      'Content-Type': 'text/javascript',
      'Service-Worker-Allowed': '/',
    });
    await tab.goto(corp.publish(APP, ''));
    await tab.run(async (script) => {
      await navigator.serviceWorker.register(script, { scope: '/' });
      await navigator.serviceWorker.ready;
    }, worker);
    await tab.goto(corp.publish(STRANGER, `<a id="go" href="${corp.link('/offline-app')}">Open</a>`));
    await tab.click('#go');
    expect(await tab.text('h1')).toBe(ALICE);
    expect(await tab.address()).toBe(`https://${APP}/offline-app`);
    expect(await tab.run(() => navigator.serviceWorker.controller !== null)).toBe(true);
  });
});
