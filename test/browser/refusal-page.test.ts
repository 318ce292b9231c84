import type { BrowserContext, Page } from 'playwright-core';
import { SSO_ERROR_CODES, SSOError } from '../../src/errors.js';
import { refusalPage } from '../../src/plugin/refusal-page.js';
import { startChromium, type ChromiumOptions } from '../support/browser.js';
import { accessibilityProblems } from './accessibility.js';
import { headingOf, refusalOf } from './person.js';
import { startSite, type Site } from './site.js';
import { closeAfterEach } from './started.js';

jest.setTimeout(30_000);

const NARROW = { width: 320, height: 640 };
const use = closeAfterEach();

let site: Site;

beforeEach(async () => {
  site = await use(startSite());
});

async function openBrowser(options: ChromiumOptions): Promise<BrowserContext> {
  return (await use(startChromium({ viewport: NARROW, ...options }))).context;
}

function isWiderThanWindow(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}

/** What the browser complains about; that a page came with an error's status is no complaint. */
function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (!/^Failed to load resource: .* 40[13] /.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

describe.each([
  ['en-US', 'en', 'Your DSS login has expired'],
  ['zh-CN', 'zh', '您的 DSS 登录已过期'],
] as const)('the page for a dead ticket, for a reader of %s', (locale, language, title) => {
  it.each(['light', 'dark'] as const)('is readable in a narrow window, in %s colours', async (colorScheme) => {
    const page = await (await openBrowser({ locale, colorScheme })).newPage();
    const complaints = collectComplaints(page);
    const answer = await page.goto(site.link({ ticket: 'dead' }));

    expect(answer?.status()).toBe(401);
    expect(await refusalOf(page)).toBe('ticket-rejected');
    expect(await headingOf(page)).toBe(title);
    expect(await page.title()).toBe(title);
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await isWiderThanWindow(page)).toBe(false);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);

    // The policy lets the page's own style through, by its hash, and the style follows the reader's colours.
    const look = await page.evaluate(() => {
      const { maxWidth, color } = getComputedStyle(document.body);
      return { maxWidth, color };
    });
    expect(look).toEqual({ maxWidth: '544px', color: colorScheme === 'light' ? 'rgb(0, 0, 0)' : 'rgb(255, 255, 255)' });

    // The same page for a route that needs a login has a link.
    await page.goto(site.appUrl);
    expect(await refusalOf(page)).toBe('login-required');
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});

it('offers the way back to whoever is still logged in, and nothing of the message', async () => {
  const page = await (await openBrowser({})).newPage();
  await page.goto(`${site.appUrl}reports?${site.world.message()}`);
  expect(await headingOf(page)).toBe('Hello alice of bdap');

  await page.goto(`${site.appUrl}reports?tab=2&${site.world.message({ ticket: 'dead' })}`);
  expect(await refusalOf(page)).toBe('ticket-rejected');
  await page.getByRole('link', { name: 'Go on as the user who is logged in' }).click();
  await page.waitForURL(`${site.appUrl}reports?tab=2`);
  expect(await headingOf(page)).toBe('Hello alice of bdap');
});

it('lets no other style, script or resource run on the page', async () => {
  const page = await (await openBrowser({})).newPage();
  await page.goto(site.link({ ticket: 'dead' }));
  const blocked = await page.evaluate(async (address) => {
    const seen: string[] = [];
    const done = new Promise<void>((resolve) => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        if (seen.push(effectiveDirective) === 3) resolve();
      });
    });
    document.body.setAttribute('style', 'color: red');
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = "run"' }));
    document.body.append(Object.assign(document.createElement('img'), { src: address }));
    await done;
    return seen.sort();
  }, site.appUrl);
  expect(blocked).toEqual(['img-src', 'script-src-elem', 'style-src-attr']);
  expect(await page.title()).toBe('Your DSS login has expired');
});

it('fits a narrow window for every code, in both languages', async () => {
  const page = await (await openBrowser({})).newPage();
  const tooWide: string[] = [];
  for (const code of SSO_ERROR_CODES) {
    for (const language of ['en', 'zh'] as const) {
      const requestId = 'x'.repeat(22);
      const links = { continueUrl: './reports', loginUrl: 'https://dss.example.com' };
      await page.setContent(refusalPage(new SSOError(code, 'for the log'), { language, requestId, ...links }));
      if (await isWiderThanWindow(page)) tooWide.push(`${code} ${language}`);
    }
  }
  expect(tooWide).toEqual([]);
});
