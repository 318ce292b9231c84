import type { Locator, Page } from 'playwright-core';

/** What people do at the portal's pages. They are found by what they send and where they lead, whatever words stand on them. */
export function portalParts(page: Page) {
  return {
    userName: page.locator('form[action="/sign-in"] input[name="userName"]:not([type="hidden"])'),
    password: page.locator('form[action="/sign-in"] input[name="password"]:not([type="hidden"])'),
    signOut: page.locator('form[action="/sign-out"] button'),
    workspace: page.locator('form[action="/workspace"] select'),
    applyWorkspace: page.locator('form[action="/workspace"] button'),
    openInTab: page.locator('a[href^="/open/"][target="_blank"]'),
    openInFrame: page.locator('a[href^="/frame/"]'),
  };
}

/** Signs in with name and password, and waits for the page behind. */
export async function signIn(page: Page, portalUrl: string, userName: string, password: string): Promise<void> {
  const portal = portalParts(page);
  await page.goto(portalUrl);
  await portal.userName.fill(userName);
  await portal.password.fill(password);
  await portal.password.press('Enter');
  await portal.signOut.waitFor();
}

export async function signOut(page: Page): Promise<void> {
  const portal = portalParts(page);
  await portal.signOut.click();
  await portal.userName.waitFor();
}

/** Clicks the portal's link, and waits for the app's page in its tab. */
export async function openInTab(page: Page): Promise<Page> {
  const opened = page.context().waitForEvent('page');
  await portalParts(page).openInTab.click();
  const tab = await opened;
  await tab.getByRole('heading').waitFor();
  return tab;
}

export function headingOf(page: Page): Promise<string> {
  return page.getByRole('heading', { level: 1 }).innerText();
}

/** The code on a refusal, if the page is one. */
export async function refusalOf(page: Page): Promise<string | undefined> {
  const code = page.locator('meta[name="dss-sso-code"]');
  return (await code.count()) === 0 ? undefined : ((await code.getAttribute('content')) ?? undefined);
}

/** Presses Tab until the element has the focus. */
export async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let presses = 0; presses < 50; presses += 1) {
    if (await element.evaluate((candidate) => candidate === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`No Tab leads to ${String(element)}`);
}

/** Goes back as the button does. The page may come from the network or any cache: what counts is what is shown. */
export async function goBack(page: Page): Promise<void> {
  const index = await page.evaluate(() => navigation.currentEntry?.index ?? 0);
  await page.evaluate(() => history.back());
  await page.waitForFunction(
    (before) => navigation.currentEntry?.index === before - 1 && document.readyState === 'complete',
    index,
  );
}
