/** What only Koa has: its sessions, its mounts, its error handling. */
import bodyParser from '@koa/bodyparser';
import Koa from 'koa';
import Koa2 from 'koa2';
import mount from 'koa-mount';
import koaSession from 'koa-session';
import request from 'supertest';
import { requireDSSLogin, ssoPluginFilter, type DSSState } from '../../src/adapters/koa.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { PAGE_LOAD } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const lines: string[] = [];
const keep = (line: string): void => void lines.push(line);
const options = (more: Partial<SSOPluginOptions<Koa.Context>> = {}): SSOPluginOptions<Koa.Context> => ({
  gateways: world.dssUrl,
  secret: SECRET,
  logger: { debug: keep, info: keep, warn: keep, error: keep },
  interceptor: jwtCookieInterceptor({ secret: SECRET }),
  ...more,
});

const userOf = (ctx: { state: unknown }): string | undefined => (ctx.state as DSSState).dss?.user.userName;

class Sessions {
  readonly kept = new Map<string, unknown>();
  isBroken = false;
  get = (key: string): Promise<unknown> => Promise.resolve(this.kept.get(key));
  set = (key: string, value: unknown): Promise<void> =>
    this.isBroken ? Promise.reject(new Error('disk full')) : Promise.resolve(void this.kept.set(key, value));
  destroy = (key: string): Promise<void> => Promise.resolve(void this.kept.delete(key));
}

function createApp(Framework: typeof Koa, sso: Koa.Middleware, session?: object): Koa {
  const app = new Framework();
  app.silent = true;
  if (session !== undefined) app.use(koaSession({ key: 'sid', signed: false, ...session }, app as never) as never);
  app.use(sso);
  app.use((ctx) => {
    const data = (ctx as { session?: Record<string, unknown> }).session;
    if (ctx.path === '/mark' && data !== undefined) data['mark'] = 'kept?';
    ctx.body = { user: userOf(ctx), sessionUser: data?.['user'], mark: data?.['mark'] };
  });
  return app;
}

describe.each([
  ['Koa 3', Koa],
  ['Koa 2', Koa2],
])('%s', (_name, Framework) => {
  test('koa-session with a store: a new id, an empty session, and the login in it', async () => {
    const store = new Sessions();
    const app = createApp(Framework, ssoPluginFilter(options({ interceptor: sessionInterceptor() })), { store });
    const agent = request.agent(app.callback());
    await agent.get('/mark');
    const [before] = store.kept.keys();
    const answer = await agent.get(`/?${world.message()}`);
    expect(answer.body).toEqual({ user: 'alice', sessionUser: expect.objectContaining({ userName: 'alice' }) });
    expect(store.kept.size).toBe(1);
    expect([...store.kept.keys()]).not.toContain(before);
    expect((await agent.get('/')).body).toMatchObject({ user: 'alice' });
    const cookies = answer.headers['set-cookie'] as unknown as string[];
    expect(cookies.every((header) => header.startsWith('sid='))).toBe(true);
  });

  test('koa-session with a store that fails: a refusal, nobody in, and the process lives', async () => {
    const store = new Sessions();
    const app = createApp(Framework, ssoPluginFilter(options({ interceptor: sessionInterceptor() })), { store });
    store.isBroken = true;
    const answer = await request(app.callback()).get(`/?${world.message()}`);
    expect(answer.body).toMatchObject({ code: 'session-unavailable' });
    store.isBroken = false;
    expect((await request(app.callback()).get(`/?${world.message()}`)).body).toMatchObject({ user: 'alice' });
  });

  test('koa-session without a store is emptied, and no place for the login: our cookie is', async () => {
    const app = createApp(Framework, ssoPluginFilter(options({ interceptor: sessionInterceptor() })), {});
    const agent = request.agent(app.callback());
    await agent.get('/mark');
    const answer = await agent.get(`/?${world.message()}`);
    expect(answer.body).toEqual({ user: 'alice', sessionUser: expect.objectContaining({ userName: 'alice' }) });
    expect(answer.headers['set-cookie']?.toString()).toContain('dss_sso=s.');
    expect((await agent.get('/')).body).toMatchObject({ user: 'alice', sessionUser: { userName: 'alice' } });
    await agent.get(`/?${world.message({ user: 'bob' })}`);
    expect((await agent.get('/')).body).toMatchObject({ user: 'bob', sessionUser: { userName: 'bob' } });
  });

  test('below koa-mount the clean URL stays below the path, and the original URL is cleaned', async () => {
    const app = new Framework();
    const sub = new Framework();
    sub.use(ssoPluginFilter(options()));
    sub.use((ctx) => {
      ctx.body = { path: ctx.path, url: ctx.url, originalUrl: ctx.originalUrl, query: ctx.query, user: userOf(ctx) };
    });
    app.use(mount('/tool', sub));
    const page = await request(app.callback()).get(`/tool/a/page?x=1&${world.message()}`).set(PAGE_LOAD);
    expect([page.status, page.headers['location'], page.headers['content-type']]).toEqual([
      303,
      './page?x=1',
      undefined,
    ]);
    const call = await request(app.callback()).get(`/tool/api?${world.message()}&x=1`);
    expect(call.body).toEqual({
      path: '/api',
      url: '/api?x=1',
      originalUrl: '/tool/api?x=1',
      query: { x: '1' },
      user: 'alice',
    });
  });

  test('mounted twice, the plug-in acts once, and its guard links where it is told to', async () => {
    const [first, second] = [ssoPluginFilter(options()), ssoPluginFilter(options())];
    const app = new Framework();
    app.use(first);
    app.use(second);
    app.use(requireDSSLogin({ portalUrl: 'https://portal.example.com/start' }));
    app.use((ctx) => {
      ctx.body = userOf(ctx);
    });
    expect((await request(app.callback()).get(`/?${world.message()}`)).text).toBe('alice');
    expect([first.filter.stats().logins, second.filter.stats().logins]).toEqual([1, 0]);
    const refused = await request(app.callback()).get('/');
    expect(refused.body).toMatchObject({ code: 'login-required', loginUrl: 'https://portal.example.com/start' });
  });

  test('a DSS back end posts JSON with Content-Encoding: utf-8, and the body parser reads it', async () => {
    const app = new Framework();
    app.use(ssoPluginFilter(options()));
    app.use(bodyParser() as never);
    app.use((ctx) => {
      ctx.body = (ctx.request as { body?: unknown }).body;
    });
    const answer = await request(app.callback())
      .post(`/api?${world.message()}`)
      .set({ 'Content-Type': 'application/json', 'Content-Encoding': 'utf-8' })
      .send('{"a":1}');
    expect(answer.body).toEqual({ a: 1 });
  });

  test("an error of the app stays the app's, and the login's cookies arrive all the same", async () => {
    const app = new Framework();
    app.silent = true;
    app.use(ssoPluginFilter(options()));
    app.use((ctx) => ctx.throw(418, 'of the app'));
    const answer = await request(app.callback()).get(`/?${world.message()}`);
    expect([answer.status, answer.text]).toEqual([418, 'of the app']);
    expect(answer.headers['set-cookie']).toHaveLength(2);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('a URL that something parsed before the plug-in holds no ticket after it', async () => {
    const app = new Framework();
    app.use((ctx, next) => {
      expect(ctx.URL.search).toContain('dssurl');
      return next();
    });
    app.use(ssoPluginFilter(options()));
    app.use((ctx) => {
      ctx.body = { search: ctx.URL.search, user: userOf(ctx) };
    });
    const answer = await request(app.callback()).get(`/api?x=1&${world.message()}`);
    expect(answer.body).toEqual({ search: '?x=1', user: 'alice' });
  });

  test('app.proxy decides whether a proxy is believed', async () => {
    const headers = { ...PAGE_LOAD, 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'app.example.com' };
    const message = world.message({ redirect: 'https://app.example.com/page' });
    const app = createApp(Framework, ssoPluginFilter(options()));
    expect((await request(app.callback()).get(`/?${message}`).set(headers)).status).toBe(403);
    app.proxy = true;
    const answer = await request(app.callback()).get(`/?${message}`).set(headers);
    expect([answer.status, answer.headers['location']]).toEqual([303, '/page']);
    expect(answer.headers['set-cookie']?.toString()).toContain('__Host-dss_sso=');
  });
});

test('a session cookie with SameSite=Strict is warned of at the first login, once', async () => {
  lines.length = 0;
  const app = createApp(Koa, ssoPluginFilter(options()), { store: new Sessions(), sameSite: 'strict' });
  await request(app.callback()).get(`/?${world.message()}`);
  await request(app.callback()).get(`/?${world.message()}`);
  expect(lines.filter((line) => line.includes('SameSite=Strict'))).toHaveLength(1);
});
