import type { BrowserContext, FrameLocator } from 'playwright-core';
import { startExample } from './example.js';
import { portalParts, signIn } from './person.js';
import { startRecordingServer, type RecordingServer } from './recording-server.js';
import { shareChromium } from './shared-chromium.js';
import { startSite } from './site.js';
import { closeAfterEach } from './started.js';

jest.setTimeout(30_000);

const use = closeAfterEach();
const chromium = shareChromium();

let context: BrowserContext;

beforeEach(() => {
  ({ context } = chromium);
});

it('logs in to the app in a frame of the portal', async () => {
  const example = await use(startExample());
  const page = await context.newPage();
  await signIn(page, example.portalUrl, 'alice', example.passwordOf('alice'));
  await portalParts(page).openInFrame.click();
  const app = page.frameLocator('iframe');
  expect(await app.getByRole('heading').innerText()).toBe('Hello alice of bdapWorkspace');
  expect(page.frames().map((frame) => frame.url())).toEqual([
    expect.stringContaining(`${example.portalUrl}frame/express-jwt`),
    example.appUrl,
  ]);
});

describe('in a frame of a DSS on another site', () => {
  let elsewhere: RecordingServer;

  beforeEach(async () => {
    elsewhere = await use(startRecordingServer());
  });

  /** A page on `localhost` is another site than the app on 127.0.0.1. */
  async function embed(address: string): Promise<FrameLocator> {
    const page = await context.newPage();
    await page.goto(`http://localhost:${elsewhere.port}/`);
    await page.evaluate(async (src) => {
      const frame = document.createElement('iframe');
      const loaded = new Promise((resolve) => (frame.onload = resolve));
      frame.src = src;
      document.body.append(frame);
      await loaded;
    }, address);
    return page.frameLocator('iframe');
  }

  it('logs in and stays logged in, where the app is embedded', async () => {
    const site = await use(startSite({ plugin: { embedded: true } }));
    const app = await embed(site.link());
    expect(await app.getByRole('heading').innerText()).toBe('Hello alice of bdap');
    const frame = context
      .pages()
      .flatMap((page) => page.frames())
      .find((each) => each.url() === site.appUrl);
    await app.getByRole('link', { name: 'Reports' }).click();
    await frame?.waitForURL(`${site.appUrl}reports`);
    expect(await app.getByRole('heading').innerText()).toBe('Hello alice of bdap');

    const cookies = (await context.cookies()).filter(({ name }) => name.includes('dss_sso'));
    expect(cookies.map(({ sameSite, secure, partitionKey }) => [sameSite, secure, partitionKey])).toEqual([
      ['None', true, 'http://localhost'],
      ['None', true, 'http://localhost'],
    ]);
  });

  it('does not log in, where the app is not embedded', async () => {
    const site = await use(startSite());
    await embed(site.link());
    expect(site.filter.stats()).toMatchObject({ logins: 0, refusals: { 'context-denied': 1 } });
    expect(await context.cookies()).toEqual([]);
  });
});
