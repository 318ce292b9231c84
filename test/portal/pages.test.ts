import fc from 'fast-check';
import { parseDSSMsg } from '../../src/message/dss-msg.js';
import type { Portal } from '../../src/portal/create-portal.js';
import { markup } from '../../src/portal/pages/markup.js';
import { API, ask, closePortals, keepCookies, PROXY_TICKET, startPortal, TICKET } from './support.js';

const APPS = [
  { name: '指标 & co', url: 'http://127.0.0.1:3000/sso', redirect: '/#/home' },
  { name: 'visualis', url: 'http://127.0.0.1:4000/' },
];

let portal: Portal;

beforeEach(async () => {
  portal = await startPortal({
    users: [
      { userName: 'Alice', proxyUsers: ['hadoop'] },
      { userName: 'bob' },
      { userName: 'carol', password: 'pw-carol' },
    ],
    workspaces: [
      { id: 1, name: 'sales', users: ['Alice', 'bob'] },
      { id: 2, name: '数据', users: ['Alice'] },
    ],
    apps: APPS,
  });
});
afterEach(closePortals);

/** A browser as far as the portal is concerned: it keeps cookies and sends forms as the page's script does. */
function browser() {
  let jar: Record<string, string> = {};
  return {
    jar: () => jar,
    get: (path: string, headers: Record<string, string> = {}) => ask(portal, path, { cookies: jar, headers }),
    send: async (path: string, body: unknown) => {
      const headers = { Origin: portal.url, 'Sec-Fetch-Site': 'same-origin' };
      const answer = await ask(portal, path, { method: 'POST', cookies: jar, body, headers });
      jar = keepCookies(jar, answer.cookies);
      return answer;
    },
    signIn(userName: string) {
      const password = portal.users.find((user) => user.userName.toLowerCase() === userName)?.password;
      return this.send('/sign-in', { userName, password });
    },
  };
}

/** The message of a redirect to an app. */
function messageOf(location: string | null) {
  const message = parseDSSMsg(new URL(location ?? '').search.slice(1));
  return { ...message, cookies: new Map(message?.cookies) };
}

describe('from signing in to the app', () => {
  it('goes by cookies that scripts cannot read, and never shows the ticket', async () => {
    const alice = browser();
    const signedIn = await alice.signIn('alice');
    expect(signedIn.status).toBe(200);
    expect(signedIn.text).toBe('{}');
    const set = signedIn.cookies.filter((line) => !line.includes('Max-Age=0'));
    expect(set.map((line) => line.slice(0, line.indexOf('=')))).toEqual([
      TICKET,
      'dss_user_name',
      'workspaceId',
      'workspaceName',
    ]);
    for (const line of set) expect(line).toMatch(/; Path=\/; HttpOnly$/);

    const home = await alice.get('/');
    expect(home.text).toContain('<dt>Signed in as</dt><dd>alice</dd>');
    expect(home.text).toContain('href="/open/visualis" target="_blank" rel="noopener noreferrer"');
    expect(home.text).not.toContain(alice.jar()[TICKET]);

    const opened = await alice.get(`/open/${encodeURIComponent('指标 & co')}`);
    expect(opened.status).toBe(303);
    expect(opened.text).toBe('');
    expect(opened.headers.get('referrer-policy')).toBe('no-referrer');
    expect(opened.headers.get('cache-control')).toBe('no-store');
    const { cookies, ...message } = messageOf(opened.headers.get('location'));
    expect(message).toEqual({
      dssUrl: portal.url,
      workspaceName: 'sales',
      appName: '指标 & co',
      redirectUrl: '/#/home',
    });
    expect(Object.fromEntries(cookies)).toEqual({
      [TICKET]: alice.jar()[TICKET],
      workspaceId: '1',
      workspaceName: 'sales',
      dss_user_name: 'alice',
    });
    const asked = await ask(portal, `${API}/user/userInfo`, { cookies: { [TICKET]: cookies.get(TICKET) ?? '' } });
    expect(asked.json.data).toEqual({ userName: 'alice' });
  });

  it("takes the workspace that was chosen, if it is the user's", async () => {
    const alice = browser();
    await alice.signIn('alice');
    expect((await alice.send('/workspace', { id: '2' })).status).toBe(200);
    expect((await alice.get('/')).text).toContain('<option value="2" selected>数据</option>');
    const { workspaceName, cookies } = messageOf((await alice.get('/open/visualis')).headers.get('location'));
    expect([workspaceName, cookies.get('workspaceId'), cookies.get('workspaceName')]).toEqual(['数据', '2', '数据']);

    const bob = browser();
    await bob.signIn('bob');
    expect((await bob.send('/workspace', { id: '2' })).status).toBe(403);
    const forged = await ask(portal, '/open/visualis', {
      cookies: { ...bob.jar(), workspaceId: '2', workspaceName: 'x' },
    });
    expect(messageOf(forged.headers.get('location')).workspaceName).toBe('sales');
  });

  it('takes the proxy user that was chosen, until it is taken back', async () => {
    const alice = browser();
    await alice.signIn('alice');
    expect((await alice.send('/proxy-user', { proxyUser: 'root' })).status).toBe(403);
    expect((await alice.send('/proxy-user', { proxyUser: 'hadoop' })).status).toBe(200);
    const { text: home } = await alice.get('/');
    expect(home).toContain('<dt>Acting as</dt><dd>hadoop</dd>');
    expect(home).toContain('<button>Back to alice</button>');
    const { cookies } = messageOf((await alice.get('/open/visualis')).headers.get('location'));
    const asked = await ask(portal, `${API}/dss/framework/proxy/getProxyUser`, {
      cookies: { [TICKET]: cookies.get(TICKET) ?? '', [PROXY_TICKET]: cookies.get(PROXY_TICKET) ?? '' },
    });
    expect(asked.json.data).toEqual({ userName: 'alice', proxyUser: 'hadoop' });

    await alice.send('/proxy-user', { proxyUser: '' });
    expect((await alice.get('/')).text).not.toContain('Acting as');
    const without = messageOf((await alice.get('/open/visualis')).headers.get('location'));
    expect(without.cookies.has(PROXY_TICKET)).toBe(false);
  });

  it("can go through a frame, whose policy allows the app's origin", async () => {
    const bob = browser();
    await bob.signIn('bob');
    const framed = await bob.get('/frame/visualis');
    expect(framed.text).toContain('<iframe src="/open/visualis" title="visualis"></iframe>');
    expect(framed.headers.get('content-security-policy')).toContain("frame-src 'self' http://127.0.0.1:4000;");
  });

  it('ends with signing out: cookies are gone and the ticket is dead', async () => {
    const bob = browser();
    await bob.signIn('bob');
    const before = bob.jar();
    await bob.send('/sign-out', {});
    expect(bob.jar()).toEqual({});
    expect((await ask(portal, `${API}/user/userInfo`, { cookies: before })).status).toBe(400);
    const opened = await ask(portal, '/open/visualis', { cookies: before });
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/']);
    expect((await ask(portal, '/workspace', { method: 'POST', cookies: before, body: { id: '1' } })).status).toBe(401);
    expect(
      (await ask(portal, '/proxy-user', { method: 'POST', cookies: before, body: { proxyUser: '' } })).status,
    ).toBe(401);
  });

  it('ends with the ticket: the page to sign in says why it is there', async () => {
    const bob = browser();
    expect((await bob.get('/')).text).not.toContain('You have been signed out');
    await bob.signIn('bob');
    portal.tickets.kill(bob.jar()[TICKET] ?? '');
    expect((await bob.get('/')).text).toContain('You have been signed out');
  });

  it('ends the old ticket when somebody else signs in', async () => {
    const shared = browser();
    await shared.signIn('bob');
    const before = shared.jar();
    await shared.signIn('alice');
    expect((await ask(portal, `${API}/user/userInfo`, { cookies: before })).status).toBe(400);
  });

  it('does without a workspace', async () => {
    const carol = browser();
    expect((await carol.send('/sign-in', { userName: 'carol', password: 'pw-carol' })).status).toBe(200);
    expect((await carol.get('/')).text).toContain('You belong to no workspace');
    const { workspaceName, cookies } = messageOf((await carol.get('/open/visualis')).headers.get('location'));
    expect([workspaceName, cookies.has('workspaceId')]).toEqual([undefined, false]);
  });
});

describe('the pages', () => {
  it('say loudly that they are for development, and offer the demo users with their passwords', async () => {
    const { text } = await browser().get('/');
    expect(text).toContain('For development only');
    for (const { userName, password } of portal.users.slice(0, 2)) {
      expect(text).toContain(`Sign in as ${userName}`);
      expect(text).toContain(`<code>${password}</code>`);
    }
    expect(text).not.toContain('pw-carol');
  });

  it('refuse a wrong password, in words for the reader', async () => {
    const refused = await browser().send('/sign-in', { userName: 'bob', password: 'x' });
    expect([refused.status, refused.json, refused.cookies]).toEqual([
      401,
      { error: expect.stringMatching(/^Wrong user name or password\./) },
      [],
    ]);
    const chinese = await browser().send('/sign-in?lang=zh', { userName: 'bob' });
    expect(chinese.json).toEqual({ error: expect.stringMatching(/^用户名或密码错误。/) });
  });

  it('speak English or Chinese: as the browser asks, or as the reader chose', async () => {
    const page = async (path: string, language?: string) =>
      (await browser().get(path, language === undefined ? {} : { 'Accept-Language': language })).text;
    expect(await page('/')).toContain('<html lang="en">');
    expect(await page('/', 'zh-CN,zh;q=0.9,en;q=0.8')).toContain('<html lang="zh">');
    expect(await page('/', 'fr-FR, en-GB;q=0.9, zh;q=0.1')).toContain('<html lang="en">');
    expect(await page('/?lang=zh', 'en')).toContain('href="/?lang=en" lang="en"');
    expect(await page('/?lang=fr', 'zh')).toContain('<html lang="zh">');
  });

  it('keep the language that was chosen', async () => {
    const { cookies } = await browser().get('/?lang=zh');
    expect(cookies).toEqual(['dss_portal_language=zh; Path=/; HttpOnly']);
    const later = await ask(portal, '/', {
      cookies: { dss_portal_language: 'zh' },
      headers: { 'Accept-Language': 'en' },
    });
    expect(later.text).toContain('<html lang="zh">');
    expect(later.cookies).toEqual([]);
    const forged = await ask(portal, '/', { cookies: { dss_portal_language: 'xx"' } });
    expect(forged.text).toContain('<html lang="en">');
  });

  it('tell who starts the portal without apps how to name some', async () => {
    const bare = await startPortal({ users: [{ userName: 'bob', password: 'pw' }] });
    const { text } = await ask(bare, '/', { cookies: { [TICKET]: bare.tickets.issue('bob') } });
    expect(text).toContain('No apps yet');
    expect(text).toContain('npx dss-sso portal --app my-app=http://127.0.0.1:3000/');
  });

  it('load nothing from elsewhere, and are not cached or framed by others', async () => {
    const { headers, type } = await browser().get('/');
    expect(type).toBe('text/html; charset=utf-8');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(policy).toContain("frame-ancestors 'self'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('have their style, their scripts and an icon', async () => {
    expect((await browser().get('/portal.css')).type).toBe('text/css; charset=utf-8');
    expect((await browser().get('/portal.js')).type).toBe('text/javascript; charset=utf-8');
    expect((await browser().get('/calls.js')).type).toBe('text/javascript; charset=utf-8');
    expect((await browser().get('/portal.svg')).type).toBe('image/svg+xml');
    expect((await browser().get('/favicon.ico')).status).toBe(204);
  });

  it.each(['/nothing', '/open/qualitis', '/open/%E0', '/open/', '/frame/__proto__', '//evil.example/'])(
    'answer %s with 404',
    async (path) => {
      const bob = browser();
      await bob.signIn('bob');
      expect((await bob.get(path)).status).toBe(404);
    },
  );

  it('answer other methods and unknown forms with 404', async () => {
    expect((await browser().send('/nothing', {})).status).toBe(404);
    expect((await ask(portal, '/', { method: 'DELETE' })).status).toBe(404);
    expect((await ask(portal, '/', { method: 'HEAD' })).status).toBe(200);
  });

  it('are not among the requests that tests look at', async () => {
    await browser().signIn('bob');
    expect(portal.requests).toEqual([]);
  });
});

describe('markup', () => {
  it('is never made of text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { text: written } = markup`<p title="${text}">${[markup`${text}`]}</p>`;
        const [, title, content] = /^<p title="([^"]*)">([^<]*)<\/p>$/s.exec(written) ?? [];
        expect(title).toBe(content);
        expect(unescape(title ?? '')).toBe(text);
      }),
    );
  });

  function unescape(text: string): string {
    const characters: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
    return text.replace(/&[a-z0-9#]+;/g, (entity) => characters[entity] ?? entity);
  }
});
