import { headingOf, openInTab, signIn } from './person.js';
import { shareChromium } from './shared-chromium.js';
import { startSite } from './site.js';
import { closeAfterEach } from './started.js';

jest.setTimeout(60_000);

describe('an app with routes in the fragment', () => {
  const use = closeAfterEach();
  const chromium = shareChromium();

  it('is opened by a click in the portal at the route the portal names', async () => {
    const site = await use(startSite({ redirect: '/#/projects/1' }));
    const { context } = chromium;
    const portal = await context.newPage();
    await signIn(portal, site.world.dssUrl, 'alice', 'pw-alice');
    const tab = await openInTab(portal);
    expect(tab.url()).toBe(`${site.appUrl}#/projects/1`);
    expect(await headingOf(tab)).toBe('Hello alice of bdap');
  });

  it('keeps the fragment of the opened address where the message names no redirect', async () => {
    const site = await use(startSite());
    const { context } = chromium;
    const page = await context.newPage();
    await page.goto(`${site.link()}#/projects/1?tab=2`);
    expect(page.url()).toBe(`${site.appUrl}#/projects/1?tab=2`);
    expect(await headingOf(page)).toBe('Hello alice of bdap');
  });
});
