import cookieSession from 'cookie-session';
import type { Store as SessionStore } from 'express-session';
import session from 'express-session';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { UserRejectedError } from '../../src/errors.js';
import { sessionInterceptor, type SessionInterceptorOptions } from '../../src/interceptors/session-interceptor.js';
import { toDSSUser } from '../../src/plugin/dss-user.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import type { InterceptorContext } from '../../src/plugin/user-interceptor.js';
import { codeOf } from '../message/code-of.js';
import { startExpressApp, type AppOptions, type RunningApp, type Seen } from '../support/apps.js';
import { ask, PAGE_LOAD, TestBrowser, type Answer } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

type SeenHere = Seen & { readonly mark?: string };

let world: World;
let app: RunningApp;
const lines: string[] = [];
const keep = (line: string): void => void lines.push(line);

beforeEach(async () => {
  lines.length = 0;
  world = await createWorld();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

async function start(
  appOptions: AppOptions,
  options: SessionInterceptorOptions = {},
  more: Partial<SSOPluginOptions<never>> = {},
): Promise<void> {
  app = await startExpressApp(
    {
      gateways: world.dssUrl,
      secret: SECRET,
      logger: { debug: keep, info: keep, warn: keep, error: keep },
      interceptor: sessionInterceptor(options),
      ...more,
    },
    appOptions,
  );
}
const look = async (browser: TestBrowser): Promise<SeenHere> => (await browser.get(`${app.url}/`)).json();
const signIn = (browser: TestBrowser, user = 'alice'): Promise<Answer> =>
  browser.open(`${app.url}/?${world.message({ user })}`);

describe('with express-session', () => {
  test('the user stands in the session, under the key the app looks at', async () => {
    await start({ session: true });
    const browser = new TestBrowser();
    await signIn(browser);
    expect(await look(browser)).toMatchObject({
      user: { userName: 'alice' },
      sessionUser: { userName: 'alice', effectiveUser: 'alice' },
    });
    expect([...browser.jar.keys()]).toEqual(['connect.sid']);
  });

  test('a proxy user stands there with both names', async () => {
    await start({ session: true });
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message({ proxyUser: 'hadoop' })}`);
    expect((await look(browser)).sessionUser).toEqual({
      userName: 'alice',
      proxyUser: 'hadoop',
      effectiveUser: 'hadoop',
    });
  });

  test('what findOrCreateUser returns stands there instead', async () => {
    const findOrCreateUser = jest.fn(({ userName }: { userName: string }) =>
      Promise.resolve({ id: 7, login: userName }),
    );
    await start({ session: true }, { findOrCreateUser });
    const browser = new TestBrowser();
    await signIn(browser);
    expect(await look(browser)).toMatchObject({ user: { userName: 'alice' }, sessionUser: { id: 7, login: 'alice' } });
    expect(findOrCreateUser).toHaveBeenCalledTimes(1);
  });

  test('a user the app rejects does not get in, and the one who is in stays', async () => {
    await start(
      { session: true },
      {
        findOrCreateUser: ({ userName }) => {
          if (userName === 'bob') throw new UserRejectedError('not invited');
          return userName;
        },
      },
    );
    const browser = new TestBrowser();
    await signIn(browser);
    const id = browser.jar.get('connect.sid');
    const refused = await browser.get(`${app.url}/?${world.message({ user: 'bob' })}`);
    expect([refused.status, refused.json()['code'], browser.jar.get('connect.sid')]).toEqual([
      403,
      'provision-failed',
      id,
    ]);
    expect((await look(browser)).user?.userName).toBe('alice');
  });

  test("log-out takes the user out, and the session's id with it", async () => {
    await start({ session: true });
    const browser = new TestBrowser();
    await signIn(browser);
    const id = browser.jar.get('connect.sid');
    await browser.get(`${app.url}/logout`, { method: 'POST' });
    expect((await look(browser)).sessionUser).toBeUndefined();
    browser.jar.set('connect.sid', id ?? '');
    expect(await look(browser)).not.toHaveProperty('sessionUser');
  });

  test("what the session holds of DSS's tickets is sealed", async () => {
    const store = new session.MemoryStore();
    await start({ session: { secret: 'x', store } });
    const ticket = world.portal.tickets.issue('alice');
    await new TestBrowser().open(`${app.url}/?${world.message({ ticket })}`);
    const kept = JSON.stringify((store as unknown as { sessions: object }).sessions);
    expect(kept).toContain('alice');
    expect(kept).not.toContain(ticket);
    expect(kept).not.toContain(JSON.stringify(ticket).slice(1, -1).slice(0, 12));
  });

  test.each(['generate', 'set'] as const)(
    'a store that fails in %s is session-unavailable, and nobody is in',
    async (broken) => {
      const store: SessionStore = new session.MemoryStore();
      await start({ session: { secret: 'x', store } });
      const browser = new TestBrowser();
      await browser.get(`${app.url}/mark`);
      if (broken === 'set') store.set = (_id, _data, done) => done?.(new Error('redis://user:pw@host is down'));
      else store.regenerate = (_req, done) => done(new Error('redis://user:pw@host is down'));
      const answer = await browser.get(`${app.url}/?${world.message()}`);
      expect([answer.status, answer.json()['code']]).toEqual([500, 'session-unavailable']);
      expect(lines.join('\n') + answer.text).not.toContain('pw@host');
      expect((await look(browser)).user).toBeUndefined();
    },
  );
});

describe('with cookie-session, which cannot give a session a new id', () => {
  const cookies = cookieSession({ name: 'sess', keys: ['for tests only'] }) as never as AppOptions['before'] & object;

  test('the login is carried by our sealed cookie, and the session is emptied before the user goes in', async () => {
    await start({ before: cookies });
    const browser = new TestBrowser();
    await browser.get(`${app.url}/mark`);
    expect((await look(browser)).mark).toBe('kept?');
    await signIn(browser);
    const seen = await look(browser);
    expect(seen).toMatchObject({ user: { userName: 'alice' }, sessionUser: { userName: 'alice' } });
    expect(seen.mark).toBeUndefined();
    expect(browser.jar.get('dss_sso')).toMatch(/^s\./);
    const kept = Buffer.from(browser.jar.get('sess') ?? '', 'base64').toString();
    expect(Object.keys(JSON.parse(kept) as object).sort()).toEqual(['dss-sso', 'dss-sso:user', 'user']);
  });

  test('another user finds nothing of the one before', async () => {
    await start({ before: cookies });
    const browser = new TestBrowser();
    await signIn(browser);
    await browser.get(`${app.url}/mark`);
    await signIn(browser, 'bob');
    const seen = await look(browser);
    expect(seen).toMatchObject({ user: { userName: 'bob' }, sessionUser: { userName: 'bob' } });
    expect(seen.mark).toBeUndefined();
  });

  test("another user's session beside one's own login is bad: anonymous, and the login stays", async () => {
    await start({ before: cookies });
    const [alice, bob] = [new TestBrowser(), new TestBrowser()];
    await signIn(alice);
    await signIn(bob, 'bob');
    const own = new Map(alice.jar);
    for (const name of ['sess', 'sess.sig']) alice.jar.set(name, bob.jar.get(name) ?? '');
    expect((await look(alice)).user).toBeUndefined();
    for (const [name, value] of own) alice.jar.set(name, value);
    expect((await look(alice)).user?.userName).toBe('alice');
  });

  test('log-out leaves nothing of the user, and a copy of all cookies is worth nothing', async () => {
    await start({ before: cookies });
    const browser = new TestBrowser();
    await signIn(browser);
    const stolen = new Map(browser.jar);
    await browser.get(`${app.url}/logout`, { method: 'POST' });
    expect(await look(browser)).not.toHaveProperty('sessionUser');
    expect(browser.jar.has('dss_sso')).toBe(false);
    const thief = new TestBrowser();
    for (const [name, value] of stolen) thief.jar.set(name, value);
    expect((await look(thief)).user).toBeUndefined();
  });

  test("the app's own log-out ends the login", async () => {
    await start({ before: cookies });
    const browser = new TestBrowser();
    await signIn(browser);
    await browser.get(`${app.url}/app-logout`);
    expect((await look(browser)).user).toBeUndefined();
    expect(browser.jar.has('dss_sso')).toBe(false);
  });

  test("remember: 'session' cannot be kept there", async () => {
    await start({ before: cookies }, {}, { remember: 'session' });
    const answer = await ask(app.url, `/?${world.message()}`, {});
    expect([answer.status, answer.json()['code']]).toEqual([500, 'session-unavailable']);
  });
});

describe("with a session of the app's own, by the option `session`", () => {
  interface Own {
    id: string;
    data: Record<string, unknown>;
  }
  type OwnRequest = IncomingMessage & { own: Own };
  const sessions = new Map<string, string>();
  const steps: string[] = [];

  function before(req: IncomingMessage, res: ServerResponse, next: () => void): void {
    const id = /own=(\w+)/.exec(req.headers.cookie ?? '')?.[1] ?? '';
    const own: Own = { id, data: JSON.parse(sessions.get(id) ?? '{}') as Record<string, unknown> };
    (req as OwnRequest).own = own;
    const writeHead = res.writeHead.bind(res) as (...args: unknown[]) => ServerResponse;
    res.writeHead = (...args: unknown[]) => {
      steps.push('answer');
      if (own.id !== id) res.appendHeader('Set-Cookie', `own=${own.id}; Path=/; HttpOnly`);
      return writeHead(...args);
    };
    next();
  }
  const port = {
    get: (req: OwnRequest) => req.own.data,
    regenerate(req: OwnRequest) {
      steps.push('regenerate');
      sessions.delete(req.own.id);
      req.own.id = randomBytes(8).toString('hex');
      return Promise.resolve();
    },
    save(req: OwnRequest) {
      steps.push('save');
      sessions.set(req.own.id, JSON.stringify(req.own.data));
    },
  };

  beforeEach(async () => {
    sessions.clear();
    steps.length = 0;
    await start({ before }, {}, { session: port });
  });

  test('the login is in it: new id first, saved before the answer goes out', async () => {
    const browser = new TestBrowser();
    sessions.set('old', JSON.stringify({ mark: 'of nobody' }));
    browser.jar.set('own', 'old');
    const entry = await browser.get(`${app.url}/?${world.message()}`, { headers: PAGE_LOAD });
    expect([entry.status, steps]).toEqual([303, ['regenerate', 'save', 'answer']]);
    expect([...sessions.keys()]).toEqual([browser.jar.get('own')]);
    const kept = JSON.parse([...sessions.values()][0] ?? '') as object;
    expect(Object.keys(kept).sort()).toEqual(['dss-sso', 'dss-sso:user', 'user']);
    expect((await look(browser)).user?.userName).toBe('alice');
    expect([...browser.jar.keys()]).toEqual(['own']);
  });

  test('log-out gives it a new id and empties it', async () => {
    const browser = new TestBrowser();
    await signIn(browser);
    const id = browser.jar.get('own') ?? '';
    steps.length = 0;
    await browser.get(`${app.url}/logout`, { method: 'POST' });
    expect(steps).toEqual(['regenerate', 'save', 'answer']);
    expect([sessions.has(id), [...sessions.values()]]).toEqual([false, ['{}']]);
  });
});

describe('alone', () => {
  const user = toDSSUser('alice', 'hadoop');
  const contextOf = (data: object | undefined): InterceptorContext => ({
    cookies: new Map(),
    secure: false,
    embedded: false,
    ...(data !== undefined && { session: data }),
  });

  beforeEach(() => start({}));

  test('without a session it says so, to the browser by its code, to the operator in words', async () => {
    const answer = await ask(app.url, `/?${world.message()}`, {});
    expect([answer.status, answer.json()['code'], answer.setCookies]).toEqual([500, 'session-unavailable', []]);
    expect(lines.join('\n')).toContain('session middleware');
  });

  test.each<[string, object | undefined, boolean, string | undefined]>([
    ['no session', undefined, false, undefined],
    ['an empty session', {}, false, undefined],
    ['null in the session', { user: null }, false, undefined],
    ["a name of the app's own", { user: 'carol' }, true, 'carol'],
    ["an object of the app's own", { user: { userName: 'carol' } }, true, 'carol'],
    ['an object without a name', { user: { id: 7 } }, true, undefined],
    ['a name beside the object', { user: { id: 7 }, 'dss-sso:user': 'alice' }, true, 'alice'],
    ['0, which is somebody', { user: 0 }, true, undefined],
  ])('reads %s', async (_what, data, isThere, name) => {
    const alone = sessionInterceptor();
    expect(await alone.isUserExistInSession(undefined, contextOf(data))).toBe(isThere);
    expect(await alone.getUser(undefined, contextOf(data))).toBe(name);
  });

  test('puts the user in, and takes out only what it put in', async () => {
    const alone = sessionInterceptor({ key: 'me' });
    const data: Record<string, unknown> = { mark: 'kept' };
    await alone.addUserToSession(user, undefined, contextOf(data));
    expect(data).toEqual({ mark: 'kept', me: user, 'dss-sso:me': 'hadoop' });
    await alone.removeUser?.(undefined, contextOf(data));
    expect(data).toEqual({ mark: 'kept' });
    await alone.removeUser?.(undefined, contextOf(undefined));
  });

  test.each([
    [{ key: '' }],
    [{ key: 7 }],
    [{ key: '__proto__' }],
    [{ key: 'cookie' }],
    [{ findOrCreateUser: 'x' }],
    [{ kee: 'user' }],
    [null],
  ])('refuses the options %j', (options) => {
    expect(codeOf(() => sessionInterceptor(options as never))).toBe('options-invalid');
  });

  test.each<[string, object, boolean | 'invalid']>([
    ["the login's own user", { user: 'x', 'dss-sso:user': 'hadoop' }, true],
    ["the login's user, not the one who acts", { user: 'x', 'dss-sso:user': 'alice' }, 'invalid'],
    ['a user nobody has named', { user: 'x' }, 'invalid'],
    ['nobody', { 'dss-sso:user': 'hadoop' }, false],
  ])('tells whether a session is of the login: one with %s', async (_what, data, answer) => {
    const times = { verifiedAt: new Date(), expiresAt: new Date() };
    const login = { id: 'login-1', user, ...times, cookies: new Map<string, string>() };
    expect(await sessionInterceptor().isUserExistInSession(undefined, { ...contextOf(data), login })).toBe(answer);
  });

  test('hands on what findOrCreateUser returns, and has no provision without it', async () => {
    const own = sessionInterceptor({ findOrCreateUser: ({ userName }) => ({ id: userName }) });
    const provisioned = await own.provision?.(user, contextOf({}));
    expect(provisioned).toEqual({ id: 'alice' });
    const data: Record<string, unknown> = {};
    await own.addUserToSession(user, undefined, { ...contextOf(data), provisioned });
    expect(data).toEqual({ user: { id: 'alice' }, 'dss-sso:user': 'hadoop' });
    expect(sessionInterceptor()).not.toHaveProperty('provision');
  });

  test('takes an empty name for none', async () => {
    const data = { user: { userName: '' }, 'dss-sso:user': '' };
    expect(await sessionInterceptor().getUser(undefined, contextOf(data))).toBeUndefined();
  });

  test.each([
    ...['cookie', 'id', 'req', 'touch', 'resetMaxAge', 'save', 'reload', 'destroy', 'regenerate', 'commit', 'isNew'],
    ...['isChanged', 'isPopulated', 'populated', 'length', 'maxAge', 'externalKey', 'manuallyCommit', 'toJSON'],
    ...['_ctx', 'constructor', 'toString', '__proto__'],
  ])("refuses the key %s, which is the session's own", (key) => {
    expect(codeOf(() => sessionInterceptor({ key }))).toBe('options-invalid');
  });

  test.each([
    [
      { kee: 'user', key: '_x', findOrCreateUser: 1 },
      ['sessionInterceptor: kee is not', 'key[0] must be a property', 'findOrCreateUser must'],
    ],
    [null, ['must be an object']],
  ])('names all that is wrong with the options %j', (options, parts) => {
    for (const part of ['sessionInterceptor:', ...parts]) {
      expect(() => sessionInterceptor(options as never)).toThrow(part);
    }
  });

  test('refuses the key under which the login itself stands', () => {
    expect(codeOf(() => sessionInterceptor({ key: 'dss-sso' }))).toBe('options-invalid');
  });
});
