import { readFileSync } from 'node:fs';
import type * as Axe from 'axe-core';
import type { Page } from 'playwright-core';
import { createPortal, type Portal } from '../../src/portal/create-portal.js';
import { startChromium } from '../support/browser.js';
import { portalParts, signIn } from './person.js';
import { startSite } from './site.js';
import { closeAfterEach } from './started.js';

jest.setTimeout(60_000);

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [320, 768, 1280, 1440];
/** Below 768 px the pages are laid out in another way than above it. */
const WIDTHS_FOR_AXE = [320, 1280];
const use = closeAfterEach();

/** A portal with nothing in it: no apps, no workspaces, nobody whose password is shown. */
async function startEmptyPortal(): Promise<Portal> {
  const portal = createPortal({ users: [{ userName: 'carol', password: 'pw-carol' }], workspaces: [] });
  await portal.listen();
  return portal;
}

/** What axe finds, and what does not fit. The policy of the pages forbids scripts in them, so axe comes in from outside. */
async function complaintsAbout(page: Page, what: string): Promise<string[]> {
  await page.evaluate(AXE);
  const complaints: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const found = WIDTHS_FOR_AXE.includes(width) ? await page.evaluate(runAxe) : [];
    const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (isTooWide) found.push('wider than the window');
    complaints.push(...found.map((complaint) => `${what}, ${width} px: ${complaint}`));
  }
  return complaints;
}

async function runAxe(): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: typeof Axe };
  const { violations } = await axe.run();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe.each([
  ['light', 'en-GB'],
  ['light', 'zh-CN'],
  ['dark', 'en-GB'],
  ['dark', 'zh-CN'],
] as const)('the pages of the portal, %s, in %s', (colorScheme, locale) => {
  let page: Page;
  let complaints: string[];

  beforeEach(async () => {
    const { context } = await use(startChromium({ colorScheme, locale }));
    page = await context.newPage();
    complaints = [];
  });

  const look = async (what: string) => {
    complaints.push(...(await complaintsAbout(page, what)));
  };

  it('have nothing that axe objects to, and fit every window', async () => {
    const { world } = await use(startSite());
    const parts = portalParts(page);
    await page.goto(world.dssUrl);
    expect(await page.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2));
    await look('sign-in');
    await parts.userName.fill('alice');
    await parts.password.fill('wrong');
    await parts.password.press('Enter');
    await page.locator('#error:not([hidden])').waitFor();
    await look('a wrong password');

    await signIn(page, world.dssUrl, 'alice', 'pw-alice');
    await look('apps');
    await page.locator('#proxyUser').selectOption('hadoop');
    await page.locator('form[action="/proxy-user"] select + button').click();
    await page.locator('form[action="/proxy-user"] input[value=""] + button').waitFor();
    await look('apps, acting as hadoop');

    await page.goto(`${world.dssUrl}/frame/tool`);
    await page.frameLocator('iframe').getByRole('heading').waitFor();
    // The frame's content is the app's.
    await page.locator('iframe').evaluate((frame) => {
      frame.setAttribute('srcdoc', '<!doctype html><html lang="en"><title>tool</title><main><h1>tool</h1></main>');
    });
    await look('frame');

    for (const cookie of ['', 'linkis_user_session_ticket_id_v1=dead']) {
      await fetch(`${world.dssUrl}/api/rest_j/v1/dss/framework/workspace/getAllWorkspaceUsers?workspaceId=224`, {
        headers: { Cookie: cookie },
      });
    }
    await page.goto(`${world.dssUrl}/calls`);
    expect(await page.getByRole('row').count()).toBeGreaterThan(3);
    await look('calls');
    await page.goto(`${world.dssUrl}/nothing`);
    await look('no such page');

    await page.goto(world.dssUrl);
    world.portal.faults.forget = true;
    await page.reload();
    await parts.userName.waitFor();
    await look('an ended ticket');
    expect(complaints).toEqual([]);
  });

  it('have nothing either while there is nothing to show', async () => {
    const portal = await use(startEmptyPortal());
    await signIn(page, portal.url, 'carol', 'pw-carol');
    await look('no apps');
    await page.goto(`${portal.url}/calls`);
    await look('no calls');
    expect(complaints).toEqual([]);
  });
});

it('demo users too have nothing that axe objects to', async () => {
  const portal = await use(startDemoPortal());
  const { context } = await use(startChromium());
  const page = await context.newPage();
  await page.goto(portal.url);
  expect(await page.locator('code').count()).toBe(3);
  expect(await complaintsAbout(page, 'demo users')).toEqual([]);
});

async function startDemoPortal(): Promise<Portal> {
  const portal = createPortal();
  await portal.listen();
  return portal;
}
