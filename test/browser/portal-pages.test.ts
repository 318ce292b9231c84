import type { Page } from 'playwright-core';
import { headingOf, openInTab, portalParts, signIn, tabTo } from './person.js';
import { shareChromium } from './shared-chromium.js';
import { startSite, type Site } from './site.js';
import { closeAfterEach } from './started.js';

jest.setTimeout(30_000);

const use = closeAfterEach();
const chromium = shareChromium();
let site: Site;
let page: Page;

beforeEach(async () => {
  site = await use(startSite());
  const { context } = chromium;
  page = await context.newPage();
});

const identity = () => page.locator('.identity dd').allInnerTexts();

/** What the app's next call to the gateway says of the ticket it was given. */
async function whoOpens(): Promise<string | undefined> {
  const tab = await openInTab(page);
  await tab.close();
  await page.goto(`${site.world.dssUrl}/calls`);
  return page.getByRole('row').nth(1).getByRole('cell').last().innerText();
}

it('acts as the proxy user that was chosen, and as oneself again', async () => {
  await signIn(page, site.world.dssUrl, 'alice', 'pw-alice');
  expect(await identity()).toEqual(['alice', 'bdap']);
  await page.getByLabel('Act as', { exact: true }).selectOption('hadoop');
  await page.getByRole('button', { name: 'Apply: Act as' }).click();
  await page.getByRole('button', { name: 'Back to alice' }).waitFor();
  expect(await identity()).toEqual(['alice', 'hadoop', 'bdap']);
  const paths = () => site.world.portal.requests.map(({ path }) => path);
  await (await openInTab(page)).close();
  expect(paths()).toContainEqual(expect.stringContaining('/proxy/getProxyUser'));

  await page.getByRole('button', { name: 'Back to alice' }).click();
  await page.getByRole('button', { name: 'Back to alice' }).waitFor({ state: 'detached' });
  expect(await identity()).toEqual(['alice', 'bdap']);
  expect(await whoOpens()).toMatch(/^alice [0-9a-f]{4}$/);
});

it('can be used by keyboard alone, and shows where the focus is', async () => {
  await page.goto(site.world.dssUrl);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  const parts = portalParts(page);
  await tabTo(page, parts.userName);
  await page.keyboard.type('alice');
  await page.keyboard.press('Tab');
  await page.keyboard.type('pw-alice');
  await page.keyboard.press('Enter');
  await parts.signOut.waitFor();

  const stops: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return undefined;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { width, height } = element.getBoundingClientRect();
      const isVisible = outlineStyle === 'solid' && outlineWidth === '3px' && width > 1 && height > 1;
      const name = element.tagName === 'SELECT' ? element.id : (element.ariaLabel ?? element.textContent.trim());
      return isVisible ? name : `${name}: no visible focus`;
    });
    if (stop === undefined || stops.includes(stop)) break;
    stops.push(stop);
  }
  expect(stops).toEqual([
    'Skip to content',
    'DSS development portal',
    'Apps',
    'Gateway calls',
    '中文',
    'Sign out',
    'id',
    'Apply: Workspace',
    'proxyUser',
    'Apply: Act as',
    'Open in a new tab: tool',
    'Open in a frame: tool',
  ]);

  await tabTo(page, parts.openInFrame);
  await page.keyboard.press('Enter');
  expect(await page.frameLocator('iframe').getByRole('heading').innerText()).toBe('Hello alice of bdap');
});

it('keeps the language that was chosen on every page', async () => {
  await page.goto(site.world.dssUrl);
  await page.getByRole('link', { name: '中文' }).click();
  await signIn(page, site.world.dssUrl, 'alice', 'pw-alice');
  expect(await headingOf(page)).toBe('应用');
  await page.getByRole('link', { name: '网关调用' }).click();
  expect(await headingOf(page)).toBe('网关调用');
  await page.getByRole('link', { name: 'English' }).click();
  expect(await headingOf(page)).toBe('Gateway calls');
});

it('shows new gateway calls by itself, unless it is paused', async () => {
  await signIn(page, site.world.dssUrl, 'alice', 'pw-alice');
  await page.goto(`${site.world.dssUrl}/calls`);
  const ask = () => fetch(`${site.world.dssUrl}/api/rest_j/v1/user/publicKey`);
  const rows = page.getByRole('row');
  expect(await rows.count()).toBe(0);
  await ask();
  await rows.nth(1).waitFor();

  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused').waitFor();
  const lists: string[] = [];
  page.on('request', (request) => lists.push(request.url()));
  await ask();
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  expect(lists).toEqual([]);
  expect(await rows.count()).toBe(2);

  await page.getByRole('button', { name: 'Go on' }).click();
  await rows.nth(2).waitFor();
});

it('says that the portal is gone, in place of forms and lists', async () => {
  await signIn(page, site.world.dssUrl, 'alice', 'pw-alice');
  const calls = await page.context().newPage();
  await calls.goto(`${site.world.dssUrl}/calls`);
  await site.world.portal.close();
  await portalParts(page).signOut.click();
  await page.getByRole('alert').filter({ hasText: 'Check that it is still running' }).waitFor();
  await calls.bringToFront();
  await calls.getByText('The portal does not answer').waitFor();
});

it('leads to the page to sign in when the ticket ends while calls are watched', async () => {
  await signIn(page, site.world.dssUrl, 'alice', 'pw-alice');
  await page.goto(`${site.world.dssUrl}/calls`);
  site.world.portal.faults.forget = true;
  await page.getByText('You have been signed out').waitFor();
});

it('breaks none of its own rules for scripts, styles and frames', async () => {
  const violations: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text());
  });
  page.on('pageerror', (error) => violations.push(error.message));
  await signIn(page, site.world.dssUrl, 'alice', 'pw-alice');
  for (const path of ['/frame/tool', '/calls', '/nothing']) {
    await page.goto(site.world.dssUrl + path);
    await page.waitForLoadState('networkidle');
  }
  expect(violations).toEqual([]);
});
