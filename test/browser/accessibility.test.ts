import type { BrowserContext, Page } from 'playwright-core';
import { startChromium } from '../support/browser.js';
import { basicProblems, focusProblems } from './accessibility.js';
import { signIn } from './person.js';
import { APP, startSite, type Site } from './site.js';
import { closeAfterAll } from './started.js';

jest.setTimeout(30_000);

let site: Site;
let context: BrowserContext;

const PAGES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'the portal, signed out': (page) => page.goto(site.world.dssUrl),
  'the portal, signed in': (page) => signIn(page, site.world.dssUrl, 'alice', 'pw-alice'),
  'the portal with an app in a frame': async (page) => {
    await signIn(page, site.world.dssUrl, 'alice', 'pw-alice');
    await page.goto(`${site.world.dssUrl}/frame/${APP}`);
  },
  'the portal without the page': (page) => page.goto(`${site.world.dssUrl}/nowhere`),
  'the page of a refused message': (page) => page.goto(site.link({ ticket: 'dead' })),
  'the page of a route that needs a login': (page) => page.goto(site.appUrl),
};

describe.each([
  ['en-US', 'en'],
  ['zh-CN', 'zh'],
])('for a reader of %s', (locale, language) => {
  const share = closeAfterAll();

  beforeAll(async () => {
    site = await share(startSite());
    ({ context } = await share(startChromium({ locale })));
  });
  beforeEach(() => context.clearCookies());

  it.each(Object.entries(PAGES))(
    '%s has language, title, heading and labels, and fits windows',
    async (_name, open) => {
      const page = await context.newPage();
      await open(page);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await basicProblems(page)).toEqual([]);
      }
    },
  );

  it.each(Object.entries(PAGES))('%s is open to the keyboard, and shows where the focus is', async (_name, open) => {
    const page = await context.newPage();
    await open(page);
    expect(await focusProblems(page)).toEqual([]);
  });
});
