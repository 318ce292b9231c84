import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import { ADAPTERS, type RunningApp, type Seen } from '../support/apps.js';
import { ask, PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, PROXY_TICKET, SECRET, TICKET, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

describe.each(Object.entries(ADAPTERS))('%s', (name, start) => {
  const isMiddleware = name !== 'raw http' && name !== 'withSSO';
  let app: RunningApp;
  const jwt = () => jwtCookieInterceptor({ secret: SECRET }) as never;

  beforeAll(async () => {
    app = await start({ gateways: world.dssUrl, secret: SECRET, interceptor: jwt(), appName: 'demo' });
  });
  afterAll(() => app.close());

  test('a request without a message passes untouched and anonymous', async () => {
    const answer = await new TestBrowser().get(`${app.url}/page?x=1&y=%zz`, { headers: PAGE_LOAD });
    expect(answer.status).toBe(200);
    expect(answer.setCookies).toEqual([]);
    expect(answer.headers['cache-control']).toBeUndefined();
    expect(answer.json<Seen>()).toMatchObject({ url: '/page?x=1&y=%zz' });
    expect(answer.json<Seen>().user).toBeUndefined();
  });

  test('a message in a page load logs in and ends at the page without the message', async () => {
    const browser = new TestBrowser();
    const entry = await browser.get(`${app.url}/tool/page?a=1&${world.message()}&b=%2F`, { headers: PAGE_LOAD });
    expect(entry.status).toBe(303);
    expect(entry.headers.location).toBe('./page?a=1&b=%2F');
    expect(entry.text).toBe('');
    expect(entry.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    const page = await browser.get(`${app.url}/tool/page?a=1&b=%2F`);
    expect(page.json<Seen>()).toMatchObject({
      user: { userName: 'alice', effectiveUser: 'alice' },
      workspace: { name: 'bdap', verified: false },
    });
  });

  test('a message in a call logs in on this very request, and the app sees neither message nor ticket', async () => {
    const ticket = world.portal.tickets.issue('alice');
    const query = world.message({ ticket });
    const answer = await ask(app.url, `/api?x=1&${query}`, {});
    const seen = answer.json<Seen>();
    expect(answer.status).toBe(200);
    expect(seen).toMatchObject({ user: { userName: 'alice' }, url: '/api?x=1', cookieNames: [TICKET] });
    expect(answer.text).not.toContain(encodeURIComponent(ticket).slice(0, 16));
    if (isMiddleware) expect(seen.originalUrl).toBe('/api?x=1');
    if (seen.query !== undefined) expect(seen.query).toEqual({ x: '1' });
  });

  test("the interceptor's cookie is visible on the request that set it", async () => {
    const answer = await ask(app.url, `/api?${world.message()}`, {
      headers: { cookie: 'own=1; dss_sso_user_demo=old; no-cookie' },
    });
    const seen = answer.json<Seen>();
    expect(seen.cookieHeader).toMatch(/^own=1; no-cookie; dss_sso_user_demo=eyJ[^;]+; dss_sso_demo=s\./);
    if (seen.cookies !== undefined) {
      expect(seen.cookies['own']).toBe('1');
      expect(seen.cookies['dss_sso_user_demo']).toMatch(/^eyJ/);
    }
  });

  test('our cookies have every safe attribute and live until the browser closes', async () => {
    const { setCookies } = await ask(app.url, `/api?${world.message()}`, {});
    expect(setCookies).toHaveLength(2);
    for (const header of setCookies)
      expect(header).toMatch(/^dss_sso(_user)?_demo=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('a message is read from the URL alone: a form body passes untouched and anonymous', async () => {
    const body = world.message();
    const answer = await ask(app.url, '/form', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    expect(answer.json<Seen>().body).toBe(body);
    expect(answer.json<Seen>().user).toBeUndefined();
  });

  test("a DSS back end posts JSON with Content-Encoding: utf-8, and the app's parser is not told of it", async () => {
    const answer = await ask(app.url, `/api?${world.message()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'utf-8' },
      body: '{"a":1}',
    });
    expect(answer.json<Seen>()).toMatchObject({ user: { userName: 'alice' }, body: '{"a":1}' });
    expect(answer.json<Seen>().contentEncoding).toBeUndefined();
  });

  test('a dead ticket is refused with 401, as a page to browsers and as problem details to others', async () => {
    const target = `/page?${world.message({ ticket: 'dead' })}`;
    const page = await ask(app.url, target, { headers: { ...PAGE_LOAD, 'accept-language': 'zh-CN,zh;q=0.9' } });
    expect(page.status).toBe(401);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-language': 'zh',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    });
    expect(page.headers['content-security-policy']).toContain(`frame-ancestors ${world.dssUrl}`);
    expect(page.text).toContain('<html lang="zh">');
    expect(page.text).toContain('<meta name="dss-sso-code" content="ticket-rejected">');

    const problem = await ask(app.url, target, {});
    expect(problem.headers['content-type']).toBe('application/problem+json');
    expect(problem.json()).toMatchObject({ status: 401, code: 'ticket-rejected', requestId: expect.any(String) });
  });

  test('HEAD gets the headers of a refusal and no body', async () => {
    const answer = await ask(app.url, `/page?${world.message({ ticket: 'dead' })}`, { method: 'HEAD' });
    expect(answer.status).toBe(401);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(0);
    expect(answer.text).toBe('');
  });

  test('OPTIONS never logs in, but its URL is cleaned', async () => {
    const before = world.calls();
    const answer = await ask(app.url, `/api?${world.message()}&x=1`, { method: 'OPTIONS' });
    expect(answer.json<Seen>().user).toBeUndefined();
    expect(answer.json<Seen>().url).toBe('/api?x=1');
    expect(world.calls()).toBe(before);
  });

  test("a redirect is followed after the login, on the app's own host as a path", async () => {
    const entry = await ask(app.url, `/?${world.message({ redirect: `${app.url}/#/projects?id=1&x=2` })}`, {});
    expect(entry.status).toBe(303);
    expect(entry.headers.location).toBe('/#/projects?id=1&x=2');
    expect(entry.setCookies).toHaveLength(2);
  });

  test('Bob after Alice in the same browser is Bob', async () => {
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message({ user: 'alice' })}`);
    const page = await browser.open(`${app.url}/?${world.message({ user: 'bob' })}`);
    expect(page.json<Seen>().user).toEqual({ userName: 'bob', effectiveUser: 'bob' });
  });

  test('a proxy user travels as a second field', async () => {
    const answer = await ask(app.url, `/?${world.message({ proxyUser: 'hadoop' })}`, {});
    const seen = answer.json<Seen>();
    expect(seen.user).toEqual({ userName: 'alice', proxyUser: 'hadoop', effectiveUser: 'hadoop' });
    expect([...seen.cookieNames].sort()).toEqual([PROXY_TICKET, TICKET].sort());
  });

  test('log-out in the app ends the login and takes its cookies away', async () => {
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message()}`);
    const stolen = new Map(browser.jar);
    const answer = await browser.get(`${app.url}/logout`, { method: 'POST' });
    expect(answer.json<Seen>().user).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
    expect([...browser.jar.keys()]).toEqual([]);
    for (const [cookie, value] of stolen) browser.jar.set(cookie, value);
    expect((await browser.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
  });

  test('no-store stays, and our cookies arrive, whatever the app sets later', async () => {
    const cached = await ask(app.url, `/cacheable?${world.message()}`, {});
    expect(cached.headers['cache-control']).toBe('no-store');
    const own = await ask(app.url, `/own-cookie?${world.message()}`, {});
    expect(own.setCookies.map((header) => header.split('=')[0])).toEqual(['own', 'dss_sso_user_demo', 'dss_sso_demo']);
    expect((await ask(app.url, '/cacheable', {})).headers['cache-control']).toBe('public, max-age=60');
  });

  test('the guard answers where there is no login, with the way to DSS', async () => {
    const problem = await ask(app.url, '/private', {});
    expect(problem.status).toBe(401);
    expect(problem.json()).toMatchObject({ code: 'login-required', loginUrl: world.dssUrl });
    const page = await ask(app.url, '/private', { headers: PAGE_LOAD });
    expect(page.text).toContain(`href="${world.dssUrl}"`);
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message()}`);
    expect((await browser.get(`${app.url}/private`)).status).toBe(200);
  });

  test("with an app's session the login is in it, under a new id, and the old id is worth nothing", async () => {
    const withSession = await start(
      { gateways: world.dssUrl, secret: SECRET, interceptor: sessionInterceptor() },
      { session: true },
    );
    try {
      const browser = new TestBrowser();
      await browser.get(`${withSession.url}/mark`);
      const before = browser.jar.get('connect.sid');
      expect(before).toBeDefined();
      const page = await browser.open(`${withSession.url}/?${world.message()}`);
      expect(page.json<Seen>()).toMatchObject({ user: { userName: 'alice' }, sessionUser: { userName: 'alice' } });
      expect(page.json<{ mark?: string }>().mark).toBeUndefined();
      expect([...browser.jar.keys()]).toEqual(['connect.sid']);
      expect(browser.jar.get('connect.sid')).not.toBe(before);
      const stale = new TestBrowser();
      stale.jar.set('connect.sid', before ?? '');
      expect((await stale.get(`${withSession.url}/`)).json<Seen>().user).toBeUndefined();
    } finally {
      await withSession.close();
    }
  });
});
