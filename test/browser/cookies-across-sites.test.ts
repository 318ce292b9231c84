/** The cookies of a login, over TLS: which pages of which sites they go with, and what other hosts cannot put in their place. */
import { BROWSERS } from '../support/browsers.js';
import type { Tab, TestBrowser } from '../support/tab.js';
import { APP, NEIGHBOUR, PORTAL, startCorp, STRANGER, type Corp } from './corp.js';
import type { Exchange } from './internet.js';
import { closeAfterAll } from './started.js';

jest.setTimeout(30_000);

const HELLO = 'Hello alice of bdap';
const NOBODY = 'This page needs a DSS login';
const LOGIN = '__Host-dss_sso';
const USER = '__Host-dss_sso_user';

const namesIn = ({ headers }: Exchange): string[] =>
  (headers.cookie ?? '').split('; ').map((pair) => pair.slice(0, pair.indexOf('=')));
const frame = (address: string): string => `<iframe src="${address}"></iframe>`;

describe.each(BROWSERS)('in %s', (_name, start) => {
  const share = closeAfterAll();
  let corp: Corp;
  let browser: TestBrowser;
  let tab: Tab;

  beforeAll(async () => {
    corp = await share(startCorp());
    browser = await share(start({ everyNameAt: corp.internet.port, trust: corp.internet.certificate }));
    tab = await browser.newTab();
  });

  beforeEach(async () => {
    await browser.clearCookies();
    await tab.goto(corp.link());
    expect(await tab.text('h1')).toBe(HELLO);
  });

  /** With what cookies a page of this host has the app asked. */
  async function cookiesSentFrom(host: string, path: string, markup: string): Promise<string[]> {
    await tab.goto(corp.publish(host, markup));
    const names = namesIn(await corp.internet.exchange(APP, path));
    // A page that is still on its way would be in the way of the next one.
    if (markup.startsWith('<form')) await tab.text('h1');
    return names;
  }

  it('are for this host alone, over TLS alone, for no script, and Lax', async () => {
    const cookies = (await browser.cookies()).filter(({ name }) => name.includes('dss_sso'));
    expect(cookies.map(({ name }) => name).sort()).toEqual([LOGIN, USER]);
    for (const cookie of cookies) {
      expect(cookie).toMatchObject({ domain: APP, path: '/', httpOnly: true, secure: true, sameSite: 'Lax' });
      expect(cookie.partitioned).toBe(false);
    }
    expect(await tab.run(() => document.cookie)).toBe('');
  });

  it('go with a click on a link of another site', async () => {
    await tab.goto(corp.publish(STRANGER, `<a id="go" href="https://${APP}/clicked">Open</a>`));
    await tab.click('#go');
    expect(namesIn(await corp.internet.exchange(APP, '/clicked'))).toEqual(expect.arrayContaining([LOGIN, USER]));
    expect(await tab.text('h1')).toBe(HELLO);
  });

  it.each([
    ['image', (url: string) => `<img src="${url}">`],
    ['call', (url: string) => `<script>fetch('${url}', { mode: 'no-cors', credentials: 'include' })</script>`],
    ['frame', frame],
    [
      'form',
      (url: string) => `<form action="${url}" method="post"></form>
      <script>onload = () => setTimeout(() => document.forms[0].submit())</script>`,
    ],
  ])('do not go with a %s of another site, but with one of a neighbour', async (what, markup) => {
    const [foreign, near] = [`/${what}/of-stranger`, `/${what}/of-neighbour`];
    expect(await cookiesSentFrom(STRANGER, foreign, markup(`https://${APP}${foreign}`))).toEqual(['']);
    expect(await cookiesSentFrom(NEIGHBOUR, near, markup(`https://${APP}${near}`))).toEqual(
      expect.arrayContaining([LOGIN, USER]),
    );
  });

  it('are not kept of a call that a page of DSS on another site makes', async () => {
    await browser.clearCookies();
    await tab.goto(corp.publish(PORTAL, ''));
    const address = corp.link('/called-by-dss');
    const answered = await tab.run(async (url) => {
      const { type } = await fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include' });
      return type;
    }, address);
    expect(answered).toBe('opaque');
    expect(await corp.verdict('/called-by-dss')).toBe('login');
    expect(await browser.cookies()).toEqual([]);
  });

  describe('of a neighbour that names its own like the login', () => {
    /** Bob's cookies, which a neighbour who is Bob knows. */
    let bobs: { login: string; user: string };

    beforeAll(async () => {
      await tab.goto(corp.link('/as-bob', { user: 'bob' }));
      const { setCookies } = await corp.internet.exchange(APP, '/as-bob');
      const valueOf = (name: string): string =>
        setCookies.find((cookie) => cookie.startsWith(`${name}=`))?.split(/[=;]/)[1] ?? '';
      bobs = { login: valueOf(LOGIN), user: valueOf(USER) };
      expect(bobs.login.length).toBeGreaterThan(20);
      expect(bobs.user.length).toBeGreaterThan(20);
    });

    /** Everything that ever brought a cookie of another host to where a `__Host-` one is expected. */
    function tossed(): string[] {
      const { login, user } = bobs;
      const everywhere = 'Domain=corp.test; Path=/; Secure';
      return [
        `dss_sso=${login}; ${everywhere}`,
        `dss_sso_user=${user}; ${everywhere}`,
        `dss_sso=${login}; Domain=corp.test; Path=/reports; Secure`,
        `${LOGIN}=${login}; ${everywhere}`,
        `${USER}=${user}; ${everywhere}`,
        `${LOGIN}=${login}; Domain=corp.test; Path=/reports; Secure`,
        `${LOGIN}=${login}; Path=/; Secure`,
        `__host-dss_sso=${login}; ${everywhere}`,
        `__HOST-dss_sso=${login}; ${everywhere}`,
        `=${LOGIN}=${login}; ${everywhere}`,
        `=${USER}=${user}; ${everywhere}`,
        // White space that a server might trim: U+00A0 and U+0085 in Latin-1, as Node reads headers, U+2000 and U+00A0 in UTF-8.
        `\xa0${LOGIN}=${login}; ${everywhere}`,
        `\xa0${USER}=${user}; ${everywhere}`,
        `\x85${LOGIN}=${login}; ${everywhere}`,
        `\xe2\x80\x80${LOGIN}=${login}; ${everywhere}`,
        `\xc2\xa0${LOGIN}=${login}; ${everywhere}`,
        // Names that decode to it.
        `__Host%2Ddss_sso=${login}; ${everywhere}`,
        `%5F_Host-dss_sso=${login}; ${everywhere}`,
        `x="${LOGIN}=${login}"; ${everywhere}`,
      ];
    }

    async function toss(cookies: readonly string[]): Promise<void> {
      const script = `<script>for (const cookie of ${JSON.stringify(cookies)}) document.cookie = cookie</script>`;
      await tab.goto(corp.publish(NEIGHBOUR, script, { 'Set-Cookie': [...cookies] }));
    }

    it('leave Alice who she is', async () => {
      await toss(tossed());
      await tab.goto(`https://${APP}/reports/tossed`);
      expect(await tab.text('h1')).toBe(HELLO);
      const sent = namesIn(await corp.internet.exchange(APP, '/reports/tossed'));
      expect(sent).toEqual(expect.arrayContaining(['dss_sso', 'dss_sso_user', LOGIN, USER]));
      expect(sent.filter((name) => name === LOGIN)).toHaveLength(1);
    });

    it('make nobody Bob', async () => {
      await browser.clearCookies();
      await toss(tossed());
      await tab.goto(`https://${APP}/reports/nobody`);
      expect(await tab.text('h1')).toBe(NOBODY);
      const sent = namesIn(await corp.internet.exchange(APP, '/reports/nobody'));
      expect(sent).toEqual(expect.arrayContaining(['dss_sso', 'dss_sso_user', `\xa0${LOGIN}`, `\xa0${USER}`]));
      expect(sent).not.toContain(LOGIN);
    });

    it('make nobody Bob when they are so many that the browser forgets others', async () => {
      const crowd = Array.from({ length: 250 }, (_, index) => `c${index}=x; Domain=corp.test; Path=/; Secure`);
      await toss([...crowd, ...tossed()]);
      await tab.goto(`https://${APP}/reports/crowd`);
      expect([HELLO, NOBODY]).toContain(await tab.text('h1'));
    });

    it('do not last beyond the next login', async () => {
      await browser.clearCookies();
      await toss(tossed());
      await tab.goto(corp.link('/reports/after'));
      expect(await tab.text('h1')).toBe(HELLO);
    });
  });

  describe('of an app that is embedded', () => {
    let embedded: Corp;
    let other: TestBrowser;
    let page: Tab;

    beforeAll(async () => {
      embedded = await share(startCorp({ plugin: { embedded: true } }));
      const { port, certificate } = embedded.internet;
      other = await share(start({ everyNameAt: port, trust: certificate }));
      page = await other.newTab();
      await page.goto(embedded.publish(PORTAL, frame(embedded.link())));
    });

    it('log in in a frame of DSS on another site, and the frame shows no message', async () => {
      expect(await page.textInFrame('h1')).toBe(HELLO);
      expect(await page.frameAddress()).toBe(`https://${APP}/`);
    });

    it('are for all sites, over TLS, apart for each site around', async () => {
      const cookies = (await other.cookies()).filter(({ name }) => name.includes('dss_sso'));
      expect(cookies.map(({ name }) => name).sort()).toEqual([LOGIN, USER]);
      for (const cookie of cookies) {
        expect(cookie).toMatchObject({ domain: APP, path: '/', httpOnly: true, secure: true, sameSite: 'None' });
        expect(cookie.partitioned).toBe(true);
      }
    });

    it('keep the frame logged in when DSS shows it again', async () => {
      await page.goto(embedded.publish(PORTAL, frame(`https://${APP}/again`)));
      expect(await page.textInFrame('h1')).toBe(HELLO);
    });

    it('do not go with a frame on a third site, nor with a tab of the app', async () => {
      await page.goto(embedded.publish(STRANGER, frame(`https://${APP}/elsewhere`)));
      expect(namesIn(await embedded.internet.exchange(APP, '/elsewhere'))).toEqual(['']);
      await page.goto(`https://${APP}/alone`);
      expect(await page.text('h1')).toBe(NOBODY);
      expect(namesIn(await embedded.internet.exchange(APP, '/alone'))).toEqual(['']);
    });
  });

  describe('where the app is not embedded', () => {
    it('a frame of DSS on another site shows why it is refused', async () => {
      await tab.goto(corp.publish(PORTAL, frame(corp.link('/in-frame'))));
      expect(await tab.textInFrame('code')).toBe('context-denied');
    });

    it('no other site can show the refusal in a frame, a neighbour neither', async () => {
      for (const host of [STRANGER, NEIGHBOUR]) {
        await tab.goto(corp.publish(host, frame(corp.link('/framed', { ticket: 'dead' }))));
        expect(await tab.frameAddress()).toMatch(/^(chrome-error:|about:neterror\?e=cspBlocked)/);
      }
    });
  });
});
