import type { Page } from 'playwright-core';
import { startChromium } from '../support/browser.js';
import { headingOf, openInTab, refusalOf, signIn } from './person.js';
import { startRecordingServer, type RecordingServer } from './recording-server.js';
import { startSite, type Site } from './site.js';
import { closeAfterAll, closeAfterEach } from './started.js';

jest.setTimeout(60_000);

const HOST = 'app.example.com';
const HOME = `http://${HOST}/`;

/** Where the browser stays on the app (security.md section 5): the decoded `redirect`, and what the address bar then shows. */
const ARRIVALS: readonly (readonly [redirect: string, address: string])[] = [
  ['/', HOME],
  ['/page?x=1#y', `${HOME}page?x=1#y`],
  ['/#/projects/1', `${HOME}#/projects/1`],
  ['/search?q=a b', `${HOME}search?q=a%20b`],
  ['/项目?名=值', `${HOME}%E9%A1%B9%E7%9B%AE?%E5%90%8D=%E5%80%BC`],
  ['https://app.example.com/page', `${HOME}page`],
  ['http://app.example.com:80/page', `${HOME}page`],
  ['HTTPS://APP.EXAMPLE.COM', HOME],
  ['https://app.example.com:443?x', `${HOME}?x`],
  ['/@evil.example', `${HOME}@evil.example`],
  ['/;@evil.example', `${HOME};@evil.example`],
  ['/.evil.example', `${HOME}.evil.example`],
  ['/%2f%2fevil.example', `${HOME}%2f%2fevil.example`],
  ['/%5cevil.example', `${HOME}%5cevil.example`],
  ['/%09/evil.example', `${HOME}%09/evil.example`],
  ['/.%2f/evil.example', `${HOME}.%2f/evil.example`],
  ['/page%0d%0aSet-Cookie:x=1', `${HOME}page%0d%0aSet-Cookie:x=1`],
];

const HOSTILE: Readonly<Record<string, readonly string[]>> = {
  'two slashes': ['//evil.example', '///evil.example', '////evil.example/%2f..', '//evil.example/../app.example.com'],
  backslashes: ['/\\evil.example', '\\\\evil.example', '\\/evil.example', 'https:\\\\evil.example'],
  'spaces and line breaks in front': ['/\t/evil.example', '\t//evil.example', ' //evil.example', '\n//evil.example'],
  'spaces beyond ASCII': ['\u00a0//evil.example', '\ufeff//evil.example', '\u3000//evil.example'],
  'another origin': ['http://evil.example', 'HtTpS://EvIl.example', 'https:evil.example', 'https:/evil.example'],
  'the app as user name': ['https://app.example.com@evil.example', 'https://app.example.com:443@evil.example'],
  'the app behind the host': ['https://evil.example#@app.example.com', 'https://evil.example?@app.example.com'],
  'names like the app': [
    'https://app.example.com.evil.example',
    'https://evilapp.example.com',
    'https://app.example.com.',
    'https://app.example.com\\@evil.example',
  ],
  ports: ['https://app.example.com:8443/', 'https://app.example.com:0443/', 'https://app.example.com:/'],
  'letters like others': ['https://app。example。com/', 'https://ａpp.example.com/', 'https://аpp.example.com/'],
  addresses: ['https://[::1]/', 'https://127.1/', 'https://2130706433/', 'https://0x7f.1/'],
  scripts: [
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'javascript://app.example.com/%0aalert(1)',
    'data:text/html,x',
  ],
  'other schemes': ['file:///etc/passwd', 'ftp://app.example.com/', 'about:blank', 'intent://x#Intent;end'],
  'no path': ['evil.example', 'evil.example:80/x', 'page.html', './page', '../page', '?x=1', '#x'],
  'paths that become hosts': ['/.//evil.example', '/..//evil.example', '/x/..//evil.example', '/%2e//evil.example'],
  'control and direction': ['/page\r\nSet-Cookie: x=1', '/page\u0000', '/page\u2028x', '/\u202egpj.exe', '/\u200bpage'],
  'another message': ['/?dssurl=x', '/?%64ssurl=x'],
};

describe('an SSO URL with a redirect', () => {
  const share = closeAfterAll();
  let elsewhere: RecordingServer;
  let site: Site;
  let page: Page;

  /** The app has a name here, and every other name leads to the rogue server, on whatever port. */
  beforeAll(async () => {
    elsewhere = await share(startRecordingServer());
    site = await share(startSite());
    const { port } = new URL(site.appUrl);
    const hosts = `MAP ${HOST} 127.0.0.1:${port}, EXCLUDE 127.0.0.1, MAP * 127.0.0.1:${elsewhere.port}`;
    const { context } = await share(startChromium({ hosts }));
    page = await context.newPage();
  });

  /** The message ends in the redirect as it is given here, escaped. */
  async function open(escapedRedirect: string): Promise<void> {
    await page.goto(`${HOME}sso?${site.world.message()}&redirect=${escapedRedirect}`);
  }

  it('has a rogue server to lead to, at any name', async () => {
    await page.goto('http://evil.example/here');
    expect(await headingOf(page)).toBe('Elsewhere');
    expect(elsewhere.requests.map(({ url, headers }) => [headers.host, url])).toContainEqual(['evil.example', '/here']);
  });

  it.each(ARRIVALS)('leads to its place in the app: %j', async (redirect, address) => {
    await open(encodeURIComponent(redirect));
    expect(page.url()).toBe(address);
    expect(await headingOf(page)).toBe('Hello alice of bdap');
  });

  it.each(Object.entries(HOSTILE))('is refused and leaves the app for nowhere: %s', async (_family, redirects) => {
    const asked = elsewhere.requests.length;
    for (const redirect of redirects) {
      await open(encodeURIComponent(redirect));
      expect([redirect, await refusalOf(page)]).toEqual([redirect, 'redirect-denied']);
      expect(new URL(page.url()).origin).toBe(new URL(HOME).origin);
    }
    expect(elsewhere.requests).toHaveLength(asked);
  });

  it.each(['%2Fpage%zz', '%2F%ff%fe', '%2F%c0%afevil.example', '%2F%ED%A0%80'])(
    'is refused where its escapes say nothing: %s',
    async (escaped) => {
      await open(escaped);
      expect(await refusalOf(page)).toBe('message-malformed');
      expect(new URL(page.url()).origin).toBe(new URL(HOME).origin);
    },
  );
});

describe('an app with routes in the fragment', () => {
  const use = closeAfterEach();

  it('is opened by a click in the portal at the route the portal names', async () => {
    const site = await use(startSite({ redirect: '/#/projects/1' }));
    const { context } = await use(startChromium());
    const portal = await context.newPage();
    await signIn(portal, site.world.dssUrl, 'alice', 'pw-alice');
    const tab = await openInTab(portal);
    expect(tab.url()).toBe(`${site.appUrl}#/projects/1`);
    expect(await headingOf(tab)).toBe('Hello alice of bdap');
  });

  it('keeps the fragment of the opened address where the message names no redirect', async () => {
    const site = await use(startSite());
    const { context } = await use(startChromium());
    const page = await context.newPage();
    await page.goto(`${site.link()}#/projects/1?tab=2`);
    expect(page.url()).toBe(`${site.appUrl}#/projects/1?tab=2`);
    expect(await headingOf(page)).toBe('Hello alice of bdap');
  });
});
