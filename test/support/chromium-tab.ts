import type { Page } from 'playwright-core';
import { startChromium } from './browser.js';
import { eventually } from './eventually.js';
import type { Tab, TestBrowser, TestBrowserOptions } from './tab.js';

/** @throws Error if there is no Chromium on this machine */
export async function startChromiumTabs({ everyNameAt, trust }: TestBrowserOptions): Promise<TestBrowser> {
  const hosts = `EXCLUDE 127.0.0.1, MAP * 127.0.0.1:${everyNameAt}`;
  const chromium = await startChromium({ hosts, trust });
  const { context } = chromium;
  return {
    name: 'Chromium',
    version: context.browser()?.version() ?? '',
    newTab: async () => chromiumTab(await context.newPage()),
    async tabOpenedBy(act) {
      const opened = context.waitForEvent('page');
      await act();
      return chromiumTab(await opened);
    },
    async cookies() {
      return (await context.cookies()).map((cookie) => ({
        name: cookie.name,
        value: cookie.value,
        domain: cookie.domain,
        path: cookie.path,
        httpOnly: cookie.httpOnly,
        secure: cookie.secure,
        sameSite: cookie.sameSite,
        partitioned: cookie.partitionKey !== undefined,
      }));
    },
    clearCookies: () => context.clearCookies(),
    close: () => chromium.close(),
  };
}

function chromiumTab(page: Page): Tab {
  return {
    goto: async (address) => {
      await page.goto(address);
    },
    reload: async () => {
      await page.reload();
    },
    async back() {
      const { currentIndex } = await historyOf(page);
      await page.evaluate(() => history.back());
      await eventually('the page before is there', async () => (await isAt(page, currentIndex - 1)) || undefined);
    },
    address: () => Promise.resolve(page.url()),
    history: async () => (await historyOf(page)).entries.flatMap(({ url, userTypedURL }) => [url, userTypedURL]),
    text: (selector) => page.locator(selector).first().innerText(),
    textInFrame: (selector) => page.locator('iframe').first().contentFrame().locator(selector).first().innerText(),
    frameAddress: () =>
      page
        .locator('iframe')
        .first()
        .contentFrame()
        .locator(':root')
        .evaluate(() => document.documentURI),
    click: (selector) => page.locator(selector).first().click(),
    fill: (selector, text) => page.locator(selector).first().fill(text),
    run: <Argument, Result>(script: (argument: Argument) => Result | Promise<Result>, argument?: Argument) =>
      page.evaluate(script as (argument: unknown) => Result | Promise<Result>, argument),
    close: () => page.close(),
  };
}

async function historyOf(page: Page) {
  const devTools = await page.context().newCDPSession(page);
  try {
    return await devTools.send('Page.getNavigationHistory');
  } finally {
    await devTools.detach();
  }
}

async function isAt(page: Page, index: number): Promise<boolean> {
  const { currentIndex } = await historyOf(page);
  return currentIndex === index && (await page.evaluate(() => document.readyState === 'complete'));
}
