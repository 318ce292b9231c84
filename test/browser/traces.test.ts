/** A day with the app: in by a click in DSS's portal, out again; what the browser keeps and tells of the message on the way. */
import { BROWSERS } from '../support/browsers.js';
import { eventually } from '../support/eventually.js';
import type { Tab, TestBrowser } from '../support/tab.js';
import { TICKET } from '../support/world.js';
import { APP, startCorp, STRANGER, type Corp } from './corp.js';
import type { Exchange } from './internet.js';
import { closeAfterAll } from './started.js';

jest.setTimeout(30_000);

const HELLO = 'Hello alice of bdap';
const NOBODY = 'This page needs a DSS login';
const HOME = `https://${APP}/`;
/** What an app's page loads from elsewhere, and where it leads. */
const MARKUP = `<img src="https://${STRANGER}/image"><script src="https://${STRANGER}/script"></script>
  <img src="/own-image"><a id="out" href="https://${STRANGER}/out">Out</a>`;

describe.each(BROWSERS)('in %s', (_name, start) => {
  const share = closeAfterAll();
  let corp: Corp;
  let browser: TestBrowser;
  let portal: Tab;

  beforeAll(async () => {
    corp = await share(startCorp({ plugin: { revalidateAfter: 1 }, markup: MARKUP }));
    browser = await share(start({ everyNameAt: corp.internet.port, trust: corp.internet.certificate }));
    portal = await browser.newTab();
  });

  beforeEach(async () => {
    await browser.clearCookies();
    corp.internet.forget();
    await signIn();
  });

  async function signIn(): Promise<void> {
    await portal.goto(corp.world.dssUrl);
    await portal.fill('input[name="userName"]', 'alice');
    await portal.fill('input[name="password"]', 'pw-alice');
    await portal.click('form[action="/sign-in"] button');
    await portal.text('form[action="/sign-out"] button');
  }

  async function openApp(): Promise<Tab> {
    const tab = await browser.tabOpenedBy(() => portal.click('a[href^="/open/"][target="_blank"]'));
    expect(await tab.text('h1')).toBe(HELLO);
    return tab;
  }

  /** What of a message is in a text: its ticket in the spellings of URLs and text, or its first parameter. */
  async function messagesIn(): Promise<(text: string) => string[]> {
    const ticket = (await browser.cookies()).find(({ name }) => name === TICKET)?.value ?? '';
    expect(ticket.length).toBeGreaterThan(16);
    const once = encodeURIComponent(ticket);
    const secrets = [ticket, once, encodeURIComponent(once), Buffer.from(ticket).toString('base64'), 'dssurl'];
    return (text) => secrets.filter((secret) => text.includes(secret));
  }

  it('a click in the portal leaves no message in address, history, referrer, entries or page', async () => {
    const secretsIn = await messagesIn();
    const tab = await openApp();
    expect(await tab.address()).toBe(HOME);
    expect((await tab.history()).filter((address) => address !== '' && address !== 'about:blank')).toEqual(
      expect.arrayContaining([HOME]),
    );
    const seen = await tab.run(() => ({
      referrer: document.referrer,
      length: history.length,
      entries: [...performance.getEntries().map(({ name }) => name), ...navigation.entries().map(({ url }) => url)],
      page: document.documentElement.outerHTML,
    }));
    expect([seen.referrer, seen.length]).toEqual(['', 1]);
    expect(seen.entries).toContain(HOME);
    expect(secretsIn(JSON.stringify([await tab.history(), seen]))).toEqual([]);
    expect(secretsIn(await portal.run(() => document.documentElement.outerHTML))).toEqual([]);
  });

  it('no request but the one that has to carry it tells of the message: no part of the page, no link from it', async () => {
    const secretsIn = await messagesIn();
    const tab = await openApp();
    await tab.click('#out');
    await corp.internet.exchange(STRANGER, '/out');
    for (const path of ['/image', '/script']) await corp.internet.exchange(STRANGER, path);
    await corp.internet.exchange(APP, '/own-image');
    const told = corp.internet.exchanges.filter((exchange) => secretsIn(whatIsAsked(exchange)).length > 0);
    expect(told.map(({ host, path }) => `${host}${path}`)).toEqual([`${APP}/`]);
    expect(told[0]?.target).toContain('dssurl');
    expect(told.filter(({ headers }) => secretsIn(headers.referer ?? '').length > 0)).toEqual([]);
  });

  it('a refused message is told to nobody by the links on the page that refuses it', async () => {
    const tab = await openApp();
    await tab.goto(corp.link('/refused', { ticket: 'dead' }));
    expect(await tab.text('code')).toBe('ticket-rejected');
    await tab.click('a[href]');
    const { headers } = await corp.internet.exchangeWhere(({ host, target }) => host === APP && target === '/refused');
    expect(headers.referer).toBeUndefined();
    await arrive(tab, `${HOME}refused`);
    expect(await tab.text('h1')).toBe(HELLO);
    expect(await tab.run(() => document.referrer)).toBe('');
  });

  /** A click has gone off; now its page is there. */
  async function arrive(tab: Tab, address: string): Promise<void> {
    await eventually(`${address} is there`, async () => (await tab.address()) === address || undefined);
  }

  it('keeps the fragment of the address, where apps have their routes', async () => {
    const tab = await browser.newTab();
    await tab.goto(`${corp.link('/app')}#/projects/1?tab=2`);
    expect(await tab.address()).toBe(`${HOME}app#/projects/1?tab=2`);
  });

  it('goes back to the page before without a message', async () => {
    const tab = await openApp();
    await corp.internet.exchange(APP, '/own-image');
    await tab.goto(corp.link('/second'));
    await tab.back();
    expect(await tab.address()).toBe(HOME);
    expect(await tab.text('h1')).toBe(HELLO);
    expect(corp.internet.exchanges.filter(({ target }) => target.includes('dssurl'))).toHaveLength(2);
  });

  it('after a log-out in the app the back button shows no page of the login', async () => {
    const tab = await openApp();
    await tab.click('a[href="/reports"]');
    await arrive(tab, `${HOME}reports`);
    await tab.click('form[action="/logout"] button');
    expect(await tab.text('code')).toBe('login-required');
    expect((await browser.cookies()).filter(({ name }) => name.includes('dss_sso'))).toEqual([]);
    await tab.back();
    expect(await tab.text('h1')).toBe(NOBODY);
  });

  it('after a log-out in DSS the next page is refused, and the back button shows no page of the login', async () => {
    const tab = await openApp();
    await portal.click('form[action="/sign-out"] button');
    await portal.text('form[action="/sign-in"] button');
    await tab.click('a[href="/reports"]');
    await arrive(tab, `${HOME}reports`);
    expect(await tab.text('h1')).toBe(NOBODY);
    expect((await browser.cookies()).filter(({ name }) => name.includes('dss_sso'))).toEqual([]);
    await tab.back();
    expect(await tab.text('h1')).toBe(NOBODY);
  });

  it('a message that was used is of no use to the back button after a log-out in DSS', async () => {
    const tab = await browser.newTab();
    const address = corp.link('/mine', { ticket: await ticketOfPortal() });
    await tab.goto(address);
    expect(await tab.text('h1')).toBe(HELLO);
    await portal.click('form[action="/sign-out"] button');
    await portal.text('form[action="/sign-in"] button');
    await tab.goto(address);
    expect(await tab.text('h1')).toBe(NOBODY);
  });

  async function ticketOfPortal(): Promise<string> {
    return (await browser.cookies()).find(({ name }) => name === TICKET)?.value ?? '';
  }
});

/** Everything a server is told with a request. Cookies of the portal are its own: they do not come here. */
function whatIsAsked({ target, headers }: Exchange): string {
  return JSON.stringify([target, headers]);
}
