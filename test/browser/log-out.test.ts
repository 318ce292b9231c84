import type { BrowserContext, Page } from 'playwright-core';
import { startExample } from './example.js';
import { goBack, headingOf, openInTab, portalParts, refusalOf, signIn, signOut } from './person.js';
import { shareChromium } from './shared-chromium.js';
import { startSite, type Site } from './site.js';
import { closeAfterEach } from './started.js';

jest.setTimeout(30_000);

const NEEDS_LOGIN = 'This page needs a DSS login';

const use = closeAfterEach();
const chromium = shareChromium();

let context: BrowserContext;
let portal: Page;

beforeEach(async () => {
  ({ context } = chromium);
  portal = await context.newPage();
});

async function appCookieNames(): Promise<string[]> {
  const names = (await context.cookies()).map(({ name }) => name);
  return names.filter((name) => name.startsWith('dss_sso'));
}

describe('an app that asks DSS often', () => {
  let site: Site;

  beforeEach(async () => {
    site = await use(startSite({ plugin: { revalidateAfter: 1 } }));
  });

  it('logs out whoever signed out of the portal, and shows the way back there', async () => {
    await signIn(portal, site.world.dssUrl, 'alice', 'pw-alice');
    const tab = await openInTab(portal);
    await tab.reload();
    expect(await headingOf(tab)).toBe('Hello alice of bdap');
    expect(await appCookieNames()).not.toEqual([]);

    await signOut(portal);
    await tab.getByRole('link', { name: 'Reports' }).click();
    await tab.waitForURL('**/reports');
    expect(await headingOf(tab)).toBe(NEEDS_LOGIN);
    expect(await refusalOf(tab)).toBe('login-required');
    expect(await appCookieNames()).toEqual([]);

    await tab.getByRole('link', { name: 'Go to DSS' }).click();
    await portalParts(tab).userName.waitFor();
    expect(new URL(tab.url()).origin).toBe(site.world.dssUrl);
  });

  it('shows nothing of the ended login when the back button is pressed', async () => {
    await signIn(portal, site.world.dssUrl, 'alice', 'pw-alice');
    const tab = await openInTab(portal);
    await signOut(portal);
    await tab.getByRole('link', { name: 'Reports' }).click();
    await tab.waitForURL('**/reports');
    await goBack(tab);
    expect(await headingOf(tab)).toBe(NEEDS_LOGIN);
  });
});

describe.each(['express-jwt', 'http'])('signing out of the example %s', (app) => {
  it('ends the login there and leaves the portal signed in', async () => {
    const example = await use(startExample(app));
    await signIn(portal, example.portalUrl, 'alice', example.passwordOf('alice'));
    const tab = await openInTab(portal);
    await tab.getByRole('button', { name: 'Sign out of this app' }).click();
    await tab.getByRole('heading', { name: NEEDS_LOGIN }).waitFor();
    expect(await appCookieNames()).toEqual([]);
    await portal.reload();
    await portalParts(portal).signOut.waitFor();
    expect(await headingOf(await openInTab(portal))).toBe('Hello alice of bdapWorkspace');
  });

  it('leaves no page of the login for the back button', async () => {
    const example = await use(startExample(app));
    await signIn(portal, example.portalUrl, 'alice', example.passwordOf('alice'));
    const tab = await openInTab(portal);
    await tab.getByRole('button', { name: 'Sign out of this app' }).click();
    await tab.getByRole('heading', { name: NEEDS_LOGIN }).waitFor();
    await goBack(tab);
    expect(await headingOf(tab)).toBe(NEEDS_LOGIN);
  });
});
