/**
 * Where a login may come from (docs/security.md, login CSRF), over TLS: pages of four hosts do what pages can do with an address of
 * the app that has a message. One host is a stranger's, one a neighbour of the app, one has DSS's pages, one is the app itself.
 */
import { BROWSERS } from '../support/browsers.js';
import type { Tab, TestBrowser } from '../support/tab.js';
import { APP, NEIGHBOUR, PORTAL, startCorp, STRANGER, type Corp } from './corp.js';
import { CALLS, NAVIGATIONS, PARTS, WORKERS } from './page-contexts.js';
import { closeAfterAll } from './started.js';

jest.setTimeout(30_000);

const DENIED = 'context-denied';
const HOSTS = [
  ['a stranger', STRANGER],
  ['a neighbour on the same site', NEIGHBOUR],
  ['a page of DSS on another site', PORTAL],
  ['a page of the app', APP],
] as const;

describe.each(BROWSERS)('in %s', (browserName, start) => {
  const share = closeAfterAll();
  let corp: Corp;
  let browser: TestBrowser;
  let tab: Tab;

  beforeAll(async () => {
    corp = await share(startCorp());
    browser = await share(start({ everyNameAt: corp.internet.port, trust: corp.internet.certificate }));
    tab = await browser.newTab();
  });

  describe.each(HOSTS)('%s', (_who, host) => {
    const pathOf = (context: string): string => `/${host}/${context.replaceAll(/[^a-z]/gi, '-')}`;
    const isHere = host === APP;

    beforeAll(async () => {
      const load = [...Object.entries(PARTS), ...Object.entries(CALLS)];
      const markup = load.map(([context, { markup: write }]) => write(corp.link(pathOf(context)))).join('\n');
      await tab.goto(corp.publish(host, `<body>${markup}</body>`));
    });

    it.each(Object.keys(PARTS))('logs nobody in by %s', async (context) => {
      expect(await corp.verdict(pathOf(context))).toBe(DENIED);
    });

    it.each(Object.entries(CALLS))(
      '%s: logs in from the app, and from DSS if it says so',
      async (context, { origin }) => {
        const isAllowed = isHere || (host === PORTAL && origin);
        expect(await corp.verdict(pathOf(context))).toBe(isAllowed ? 'login' : DENIED);
      },
    );

    const navigations = Object.entries(NAVIGATIONS).filter(([, { from }]) => from.includes(host));
    it.each(navigations)('%s', async (context, { markup, allowed, how }) => {
      await tab.goto(corp.publish(host, markup(corp.link(pathOf(context)))));
      if (how === 'click') await tab.click('#go');
      const shown = how === 'click in another tab' ? await browser.tabOpenedBy(() => tab.click('#go')) : tab;
      expect(await corp.verdict(pathOf(context))).toBe(allowed.includes(host) ? 'login' : DENIED);
      // A page that is still on its way would be in the way of the next one.
      if (how !== 'frame') await shown.text('h1');
      if (shown !== tab) await shown.close();
    });

    it('no answer to a refused message sets a cookie, and the gateway is asked for none of them', () => {
      const messages = corp.internet.exchanges.filter(
        ({ host: asked, target }) => asked === APP && target.includes('dssurl'),
      );
      const refused = messages.filter(({ status }) => status === 403);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.flatMap(({ setCookies }) => setCookies)).toEqual([]);
      const others = messages.filter(({ status }) => status !== 403);
      expect(corp.world.calls()).toBe(new Set(others.map(({ target }) => target)).size);
    });
  });

  it.each(Object.entries(WORKERS))('logs nobody in by %s of a page of the app', async (context, write) => {
    const path = `/worker/${context.replaceAll(' ', '-')}`;
    await tab.goto(corp.publish(APP, write(corp.link(path))));
    expect(await corp.verdict(path)).toBe(DENIED);
  });

  it('logs in by an address that somebody types', async () => {
    await tab.goto(corp.link('/typed'));
    expect(await corp.verdict('/typed')).toBe('login');
    expect(await tab.text('h1')).toBe('Hello alice of bdap');
  });

  it.each([STRANGER, NEIGHBOUR])('logs nobody in by a WebSocket that %s opens', async (host) => {
    const path = `/${host}/socket`;
    const address = corp.link(path).replace('https:', 'wss:');
    await tab.goto(corp.publish(host, `<script>new WebSocket(${JSON.stringify(address)})</script>`));
    expect(await corp.verdict(path)).toBe(DENIED);
  });

  it('has said where each request came from, or nothing of this would hold', () => {
    const asked = corp.internet.exchanges.filter(({ host, headers }) => host === APP && headers.upgrade === undefined);
    expect(asked.filter(({ headers }) => headers['sec-fetch-site'] === undefined)).toEqual([]);
    expect(browser.name).toBe(browserName);
  });
});
