/** Pages that Chromium loads before anybody has clicked, over TLS: nobody is logged in by them, and the click logs in. */
import type { Page } from 'playwright-core';
import { startChromium } from '../support/browser.js';
import { APP, NEIGHBOUR, PORTAL, startCorp, STRANGER, type Corp } from './corp.js';
import { headingOf } from './person.js';
import { closeAfterAll } from './started.js';

jest.setTimeout(30_000);

const share = closeAfterAll();
let corp: Corp;
let page: Page;

beforeAll(async () => {
  corp = await share(startCorp());
  const hosts = `EXCLUDE 127.0.0.1, MAP * 127.0.0.1:${corp.internet.port}`;
  const { context } = await share(startChromium({ hosts, trust: corp.internet.certificate }));
  page = await context.newPage();
});

beforeEach(() => page.context().clearCookies());

/** A link, and rules by which its page is loaded ahead. */
function linkAhead(action: 'prefetch' | 'prerender', address: string): string {
  const rules = { [action]: [{ source: 'list', urls: [address], eagerness: 'immediate' }] };
  return `<script type="speculationrules">${JSON.stringify(rules)}</script><a id="go" href="${address}">Open</a>`;
}

it.each([
  ['prefetch', APP],
  ['prefetch', NEIGHBOUR],
  ['prefetch', PORTAL],
  ['prefetch', STRANGER],
  ['prerender', APP],
  ['prerender', NEIGHBOUR],
] as const)('a %s that a page of %s asks for logs nobody in; the click does', async (action, host) => {
  const path = `/${action}/${host}`;
  const address = corp.link(path);
  const loaded = corp.world.calls();
  await page.goto(corp.publish(host, linkAhead(action, address)));
  const { headers, setCookies } = await corp.internet.exchange(APP, path);
  expect(headers['sec-purpose']).toBe(action === 'prefetch' ? 'prefetch' : 'prefetch;prerender');
  expect(await corp.verdict(path)).toBe('context-denied');
  expect(setCookies).toEqual([]);
  expect(corp.world.calls()).toBe(loaded);
  expect((await page.context().cookies()).map(({ name }) => name)).toEqual([]);

  await page.click('#go');
  await page.waitForURL(`https://${APP}${path}`);
  expect(await headingOf(page)).toBe('Hello alice of bdap');
});

it('the ping of a link logs nobody in', async () => {
  await page.goto(corp.publish(STRANGER, `<a id="go" href="#here" ping="${corp.link('/ping')}">Open</a>`));
  await page.click('#go');
  const { method, headers } = await corp.internet.exchange(APP, '/ping');
  expect([method, headers['sec-fetch-site']]).toEqual(['POST', 'cross-site']);
  expect(await corp.verdict('/ping')).toBe('context-denied');
});
