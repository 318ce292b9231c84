import type { BrowserContext, Page } from 'playwright-core';
import { startChromium } from '../support/browser.js';
import { headingOf, refusalOf } from './person.js';
import { startRecordingServer, type RecordingServer } from './recording-server.js';
import { startSite, type Site } from './site.js';
import { closeAfterAll, closeAfterEach } from './started.js';

jest.setTimeout(30_000);

const share = closeAfterAll();
const use = closeAfterEach();

let context: BrowserContext;
let elsewhere: RecordingServer;
let site: Site;
let page: Page;
/** What the app made of the first message: `login`, or the code of the refusal. */
let verdict: Promise<string>;

beforeAll(async () => {
  ({ context } = await share(startChromium()));
});

/** The app is on 127.0.0.1, the page on `localhost`: two sites, and the app is told where requests come from (Sec-Fetch-*). */
beforeEach(async () => {
  elsewhere = await use(startRecordingServer());
  let decide: (verdict: string) => void;
  verdict = new Promise((resolve) => (decide = resolve));
  site = await use(startSite({ plugin: { onEvent: ({ type, code }) => decide(code ?? type) } }));
  await context.clearCookies();
  page = await context.newPage();
  await page.goto(`http://localhost:${elsewhere.port}/`);
});

/** Nobody is logged in: neither did the app do it, nor does the browser hold anything that would. */
async function expectNoLogin(): Promise<void> {
  expect(await verdict).toBe('context-denied');
  expect(site.filter.stats()).toMatchObject({ logins: 0, refusals: { 'context-denied': 1 } });
  expect(site.world.calls()).toBe(0);
  await page.goto(site.appUrl);
  expect(await refusalOf(page)).toBe('login-required');
}

describe('a page of another site gets nobody logged in', () => {
  it.each([
    ['no-cors', 'GET'],
    ['cors', 'GET'],
    ['no-cors', 'POST'],
  ] as const)('by fetch in mode %s with %s', async (mode, method) => {
    await page.evaluate(
      async ([address, init]) => {
        // What comes back is not for this page to read; in mode cors the browser says so by failing.
        await fetch(address, { ...init, credentials: 'include' }).catch(() => undefined);
      },
      [site.link(), { mode, method }] as const,
    );
    await expectNoLogin();
  });

  it.each(['img', 'script', 'iframe', 'video', 'embed'])('by %s', async (name) => {
    await page.evaluate(
      ([tag, address]) => {
        const element = document.createElement(tag);
        element.setAttribute('src', address);
        document.body.append(element);
      },
      [name, site.link()] as const,
    );
    await expectNoLogin();
  });

  it.each(['stylesheet', 'prefetch', 'preload'])('by link rel=%s', async (rel) => {
    await page.evaluate(
      ([kind, href]) => {
        document.head.append(Object.assign(document.createElement('link'), { rel: kind, as: 'image', href }));
      },
      [rel, site.link()] as const,
    );
    await expectNoLogin();
  });

  it('by a form that is sent', async () => {
    await page.evaluate((action) => {
      const form = Object.assign(document.createElement('form'), { action, method: 'post' });
      document.body.append(form);
      form.submit();
    }, site.link());
    await page.waitForURL(`${site.appUrl}**`);
    expect(await refusalOf(page)).toBe('context-denied');
    await expectNoLogin();
  });
});

it('logs nobody in by a page that is fetched ahead of a click, and logs in by the click', async () => {
  // As in a portal on the app's own host: there Chromium fetches ahead with cookies.
  await page.goto(`http://127.0.0.1:${elsewhere.port}/`);
  const address = site.link();
  const prefetch = page.context().waitForEvent('request', (request) => request.url() === address);
  await page.evaluate((href) => {
    const rules = { prefetch: [{ source: 'list', urls: [href], eagerness: 'immediate' }] };
    document.head.append(
      Object.assign(document.createElement('script'), { type: 'speculationrules', textContent: JSON.stringify(rules) }),
    );
    document.body.append(Object.assign(document.createElement('a'), { href, textContent: 'Open the app' }));
  }, address);
  expect((await (await prefetch).allHeaders())['sec-purpose']).toBe('prefetch');
  expect(await verdict).toBe('context-denied');

  await page.getByRole('link', { name: 'Open the app' }).click();
  await page.waitForURL(site.appUrl);
  expect(await headingOf(page)).toBe('Hello alice of bdap');
});

it('logs in by a click on a link, wherever the link stands', async () => {
  await page.evaluate((href) => {
    document.body.append(Object.assign(document.createElement('a'), { href, textContent: 'Open the app' }));
  }, site.link());
  await page.getByRole('link', { name: 'Open the app' }).click();
  await page.waitForURL(site.appUrl);
  expect(await headingOf(page)).toBe('Hello alice of bdap');
});
