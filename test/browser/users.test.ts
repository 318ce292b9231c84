import type { BrowserContext } from 'playwright-core';
import { startExample, type Example } from './example.js';
import { headingOf, openInTab, signIn, signOut } from './person.js';
import { shareChromium } from './shared-chromium.js';
import { closeAfterEach } from './started.js';

jest.setTimeout(30_000);

const use = closeAfterEach();
const chromium = shareChromium();

let context: BrowserContext;
let example: Example;

beforeEach(async () => {
  example = await use(startExample());
  ({ context } = chromium);
});

/** The app's cookies; those of the portal are on the same host. */
async function appCookies(): Promise<Map<string, string>> {
  const cookies = (await context.cookies(example.appUrl)).filter(({ name }) => name.startsWith('dss_sso'));
  return new Map(cookies.map(({ name, value }) => [name, value]));
}

it('knows Bob as Bob after Alice used the same browser, in every tab', async () => {
  const portal = await context.newPage();
  await signIn(portal, example.portalUrl, 'alice', example.passwordOf('alice'));
  const alicesTab = await openInTab(portal);
  expect(await headingOf(alicesTab)).toBe('Hello alice of bdapWorkspace');
  const alices = await appCookies();

  await signOut(portal);
  await signIn(portal, example.portalUrl, 'bob', example.passwordOf('bob'));
  const bobsTab = await openInTab(portal);
  expect(await headingOf(bobsTab)).toBe('Hello bob of bdapWorkspace');
  await alicesTab.reload();
  expect(await headingOf(alicesTab)).toBe('Hello bob of bdapWorkspace');

  const bobs = await appCookies();
  expect([...bobs.keys()].sort()).toEqual([...alices.keys()].sort());
  expect(bobs.size).toBeGreaterThan(0);
  for (const [name, value] of bobs) expect(value).not.toBe(alices.get(name));
});

it('does not let Alice back in by the cookies that her browser had before Bob came', async () => {
  const portal = await context.newPage();
  await signIn(portal, example.portalUrl, 'alice', example.passwordOf('alice'));
  const tab = await openInTab(portal);
  const alices = (await context.cookies(example.appUrl)).filter(({ name }) => name.startsWith('dss_sso'));
  await signOut(portal);
  await signIn(portal, example.portalUrl, 'bob', example.passwordOf('bob'));
  await openInTab(portal);

  await context.addCookies(alices);
  await tab.reload();
  expect(await headingOf(tab)).toBe('This page needs a DSS login');
});
