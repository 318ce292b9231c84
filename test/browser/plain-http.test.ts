/** What is different over plain http (docs/security.md, R9): browsers do not say where a request comes from. */
import { BROWSERS } from '../support/browsers.js';
import type { Tab, TestBrowser } from '../support/tab.js';
import { APP, NEIGHBOUR, startCorp, STRANGER, type Corp } from './corp.js';
import { closeAfterAll } from './started.js';

jest.setTimeout(30_000);

const HELLO = 'Hello alice of bdap';
const NOBODY = 'This page needs a DSS login';
const HOME = `http://${APP}/`;

describe.each(BROWSERS)('in %s, over plain http', (_name, start) => {
  const share = closeAfterAll();
  let corp: Corp;
  let browser: TestBrowser;
  let tab: Tab;

  beforeAll(async () => {
    corp = await share(startCorp());
    browser = await share(start({ everyNameAt: corp.internet.port, trust: corp.internet.certificate }));
    tab = await browser.newTab();
  });

  beforeEach(() => browser.clearCookies());

  const link = (path: string): string => corp.link(path).replace('https:', 'http:');
  /** A page of this host, over plain http, that loads the app's address as an image. */
  const pageWithImage = (host: string, path: string): string =>
    corp.publish(host, `<img src="${link(path)}">`).replace('https:', 'http:');

  it('a page load logs in and ends at the clean address, with nothing said of where it came from', async () => {
    await tab.goto(link('/page'));
    expect(await tab.address()).toBe(`${HOME}page`);
    expect(await tab.text('h1')).toBe(HELLO);
    const { headers } = await corp.internet.exchange(APP, '/page');
    expect(Object.keys(headers).filter((name) => name.startsWith('sec-fetch-'))).toEqual([]);
    const cookies = (await browser.cookies()).filter(({ name }) => name.includes('dss_sso'));
    expect(cookies.map(({ name }) => name).sort()).toEqual(['dss_sso', 'dss_sso_user']);
    for (const cookie of cookies) {
      expect(cookie).toMatchObject({ domain: APP, httpOnly: true, secure: false, sameSite: 'Lax' });
    }
  });

  it.each(['/reports', '/#/projects/1'])('a redirect leads to its place in the app: %s', async (redirect) => {
    await tab.goto(corp.link('/sso', { redirect }).replace('https:', 'http:'));
    expect(await tab.address()).toBe(new URL(redirect, HOME).href);
    expect(await tab.text('h1')).toBe(HELLO);
  });

  it('an image of another site cannot be told from a page, but the browser keeps no cookie of it', async () => {
    await tab.goto(pageWithImage(STRANGER, '/image/of-stranger'));
    expect(await corp.verdict('/image/of-stranger')).toBe('login');
    await tab.goto(HOME);
    expect(await tab.text('h1')).toBe(NOBODY);
  });

  it('a frame of another site cannot be told from a page, but the browser keeps no cookie of it', async () => {
    await tab.goto(corp.publish(STRANGER, `<iframe src="${link('/frame')}"></iframe>`).replace('https:', 'http:'));
    expect(await corp.verdict('/frame')).toBe('login');
    const next = await corp.internet.exchangeWhere(({ host, target }) => host === APP && target === '/frame');
    expect([next.status, next.headers.cookie]).toEqual([401, undefined]);
    await tab.goto(HOME);
    expect(await tab.text('h1')).toBe(NOBODY);
  });

  it('an image of a neighbour logs in: over plain http this remains, so use TLS', async () => {
    await tab.goto(pageWithImage(NEIGHBOUR, '/image/of-neighbour'));
    expect(await corp.verdict('/image/of-neighbour')).toBe('login');
    await tab.goto(HOME);
    expect(await tab.text('h1')).toBe(HELLO);
  });

  it('a form of another site is refused all the same: browsers name its origin', async () => {
    const form = `<form action="${link('/form')}" method="post"><button id="go">Open</button></form>`;
    await tab.goto(corp.publish(STRANGER, form).replace('https:', 'http:'));
    await tab.click('#go');
    expect(await corp.verdict('/form')).toBe('context-denied');
  });
});
