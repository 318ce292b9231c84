import type { BrowserContext } from 'playwright-core';
import { startChromium, type TestChromium } from '../support/browser.js';

/** One Chromium for all tests of a file; each begins without the cookies and pages of those before it. */
export function shareChromium(): { readonly context: BrowserContext } {
  let chromium: TestChromium | undefined;
  const started = (): TestChromium => {
    if (chromium === undefined) throw new Error('Chromium runs during tests only.');
    return chromium;
  };
  beforeAll(async () => {
    chromium = await startChromium();
  });
  afterEach(async () => {
    const [, ...others] = started().context.pages();
    for (const page of others) await page.close();
    await started().context.clearCookies();
  });
  afterAll(() => chromium?.close());
  return {
    get context() {
      return started().context;
    },
  };
}
