/** Where logins are kept: the carriers, stores that fail, several processes, TLS. */
import session from 'express-session';
import createMemoryStore from 'memorystore';
import { generate } from 'selfsigned';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { startExpressApp, type AppOptions, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { PAGE_LOAD, TestBrowser, type Answer } from '../support/client.js';
import { createWorld, SECRET, TICKET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const lines: string[] = [];
const keep = (line: string): void => void lines.push(line);
const LOGGER = { debug: keep, info: keep, warn: keep, error: keep };
const apps: RunningApp[] = [];
let world: World;

beforeEach(async () => {
  world = await createWorld();
  lines.length = 0;
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await world.close();
});

async function start(options: Partial<SSOPluginOptions<never>> = {}, appOptions: AppOptions = {}): Promise<RunningApp> {
  const app = await startExpressApp(
    {
      gateways: world.dssUrl,
      logger: LOGGER,
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
      ...options,
    },
    appOptions,
  );
  apps.push(app);
  return app;
}

const signIn = (app: RunningApp, browser: TestBrowser, message = world.message()): Promise<Answer> =>
  browser.open(`${app.url}/?${message}`);
const userOf = async (app: RunningApp, browser: TestBrowser): Promise<string | undefined> =>
  (await browser.get(`${app.url}/`)).json<Seen>().user?.userName;

/** A store of another machine: answers with promises, and can be switched off. */
function remoteStore(): Store & { down: boolean; readonly dump: Map<string, string> } {
  const dump = new Map<string, string>();
  const run = async <T>(act: () => T): Promise<T> => {
    await Promise.resolve();
    if (store.down) throw new Error('ECONNREFUSED 10.0.0.9:6379 password=hunter2');
    return act();
  };
  const store = {
    down: false,
    dump,
    get: (key: string) => run(() => dump.get(key)),
    set: (key: string, value: string) => run(() => void dump.set(key, value)),
    delete: (key: string) => run(() => void dump.delete(key)),
  };
  return store;
}

describe('a sealed cookie', () => {
  test('survives a restart and is good in another process with the same secret, after the gateway was asked', async () => {
    const [one, two] = [
      await start({ secret: SECRET }),
      await start({ secret: [SECRET.split('').reverse().join(''), SECRET] }),
    ];
    const browser = new TestBrowser();
    await signIn(one, browser);
    expect(await userOf(two, browser)).toBe('alice');
    expect(world.calls()).toBe(2);
  });

  test('is worth nothing under another secret, or changed in one character', async () => {
    const [one, two] = [await start({ secret: SECRET }), await start({ secret: SECRET.split('').reverse().join('') })];
    const browser = new TestBrowser();
    await signIn(one, browser);
    expect(await userOf(two, browser)).toBeUndefined();
    const sealed = browser.jar.get('dss_sso') ?? '';
    for (const at of [2, 10, 30, sealed.length - 1]) {
      browser.jar.set('dss_sso', sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1));
      expect((await browser.get(`${one.url}/`)).json<Seen>().user).toBeUndefined();
    }
  });

  test('shows nothing of what is in it', async () => {
    const app = await start({ secret: SECRET });
    const browser = new TestBrowser();
    const ticket = world.portal.tickets.issue('alice');
    await signIn(app, browser, world.message({ ticket }));
    const cookie = decodeURIComponent(browser.jar.get('dss_sso') ?? '');
    expect(cookie).not.toBe('');
    for (const shown of [cookie, Buffer.from(cookie.slice(2), 'base64url').toString('latin1')]) {
      expect(shown).not.toContain(ticket);
      expect(shown).not.toContain('alice');
    }
  });

  test('that would be too long for a browser is a refusal, and leaves nobody half in', async () => {
    const app = await start({ secret: SECRET, forwardCookies: ['big'] });
    const browser = new TestBrowser();
    const answer = await browser.get(`${app.url}/?${world.message({ cookies: { big: 'x'.repeat(4_000) } })}`);
    expect([answer.status, answer.json()['code']]).toEqual([500, 'session-unavailable']);
    expect([...browser.jar.keys()]).toEqual([]);
    expect(await userOf(app, browser)).toBeUndefined();
  });
});

describe('two cookies of our name', () => {
  test('with different values are no login, and end none', async () => {
    const app = await start({ secret: SECRET });
    const browser = new TestBrowser();
    await signIn(app, browser);
    const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const tossed = await browser.get(`${app.url}/`, { headers: { cookie: `dss_sso=s.planted; ${cookie}` } });
    expect(tossed.json<Seen>().user).toBeUndefined();
    expect(await userOf(app, browser)).toBe('alice');
  });

  test("for the interceptor's cookie make the request anonymous, and end nothing", async () => {
    const app = await start({ secret: SECRET });
    const browser = new TestBrowser();
    await signIn(app, browser);
    const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const tossed = await browser.get(`${app.url}/`, { headers: { cookie: `dss_sso_user=planted; ${cookie}` } });
    expect(tossed.json<Seen>().user).toBeUndefined();
    expect(await userOf(app, browser)).toBe('alice');
  });
});

describe('over TLS', () => {
  test('cookies are Secure and __Host-, and their unprefixed twins are ignored', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    const app = await start({ secret: SECRET }, { tls: { key, cert } });
    const browser = new TestBrowser(cert);
    const entry = await browser.get(`${app.url}/?${world.message()}`, { headers: PAGE_LOAD });
    for (const header of entry.setCookies) {
      expect(header).toMatch(/^__Host-dss_sso(_user)?=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    }
    expect(await userOf(app, browser)).toBe('alice');
    const neighbour = new TestBrowser(cert);
    for (const [name, value] of browser.jar) neighbour.jar.set(name.replace('__Host-', ''), value);
    expect(await userOf(app, neighbour)).toBeUndefined();
  });
});

describe('behind a proxy that ends TLS', () => {
  test('the framework is believed only where the app trusts the proxy', async () => {
    const headers = { ...PAGE_LOAD, 'x-forwarded-proto': 'https', 'x-forwarded-host': 'app.example.com' };
    const message = world.message({ redirect: 'https://app.example.com/page' });
    const trusting = await start({ secret: SECRET }, { trustProxy: true });
    const entry = await new TestBrowser().get(`${trusting.url}/?${message}`, { headers });
    expect([entry.status, entry.headers.location]).toEqual([303, '/page']);
    expect(entry.setCookies[0]).toMatch(/^__Host-.*; Secure/);
    const plain = await start({ secret: SECRET });
    expect((await new TestBrowser().get(`${plain.url}/?${message}`, { headers })).status).toBe(403);
  });

  test('publicOrigin pins host and scheme whatever the request says', async () => {
    const app = await start({ secret: SECRET, publicOrigin: 'https://app.example.com' });
    const message = world.message({ redirect: 'https://app.example.com/page' });
    const entry = await new TestBrowser().get(`${app.url}/?${message}`, {
      headers: { ...PAGE_LOAD, host: 'evil.example' },
    });
    expect([entry.status, entry.headers.location]).toEqual([303, '/page']);
    expect(entry.setCookies[0]).toMatch(/^__Host-.*; Secure/);
    const own = world.message({ redirect: 'https://evil.example/page' });
    const spoofed = await new TestBrowser().get(`${app.url}/?${own}`, {
      headers: { ...PAGE_LOAD, host: 'evil.example' },
    });
    expect(spoofed.status).toBe(403);
  });
});

describe('a shared store', () => {
  test('needs a secret', () => {
    return expect(start({ store: remoteStore() })).rejects.toMatchObject({ code: 'options-invalid' });
  });

  test('holds neither tickets nor names nor what a cookie says', async () => {
    const store = remoteStore();
    const app = await start({ secret: SECRET, store, remember: 'store' });
    const browser = new TestBrowser();
    const ticket = world.portal.tickets.issue('alice');
    await signIn(app, browser, world.message({ ticket }));
    expect(await userOf(app, browser)).toBe('alice');
    const dump = JSON.stringify([...store.dump]);
    for (const secret of [ticket, 'alice', (browser.jar.get('dss_sso') ?? '').slice(2)])
      expect(dump).not.toContain(secret);
    expect([...store.dump.keys()].map((key) => key.split(':')[0]).sort()).toEqual(['confirmed', 'login']);
  });

  test('tells every process of a log-out within a second', async () => {
    const store = remoteStore();
    const [one, two] = [await start({ secret: SECRET, store }), await start({ secret: SECRET, store })];
    const browser = new TestBrowser();
    await signIn(one, browser);
    const copy = new TestBrowser();
    for (const [name, value] of browser.jar) copy.jar.set(name, value);
    expect(await userOf(two, copy)).toBe('alice');
    expect(world.calls()).toBe(1);
    await browser.get(`${one.url}/logout`);
    advance(1_001);
    expect(await userOf(two, copy)).toBeUndefined();
  });

  test('tells every process of endLogins', async () => {
    const store = remoteStore();
    const [one, two] = [await start({ secret: SECRET, store }), await start({ secret: SECRET, store })];
    const browser = new TestBrowser();
    await signIn(one, browser);
    await two.filter.endLogins('alice');
    advance(1_001);
    expect(await userOf(one, browser)).toBeUndefined();
  });

  test('that comes back does not undo an endLogins of the time without it', async () => {
    const store = remoteStore();
    const app = await start({ secret: SECRET, store });
    const browser = new TestBrowser();
    await app.filter.endLogins('alice');
    advance(5_000);
    await signIn(app, browser);
    store.down = true;
    await expect(app.filter.endLogins('alice')).rejects.toMatchObject({ code: 'store-unavailable' });
    store.down = false;
    advance(1_001);
    expect(await userOf(app, browser)).toBeUndefined();
  });

  test('tells every process to ask anew for a user whose logins were ended', async () => {
    const store = remoteStore();
    const [one, two] = [await start({ secret: SECRET, store }), await start({ secret: SECRET, store })];
    const message = world.message();
    await signIn(one, new TestBrowser(), message);
    await two.filter.endLogins('alice');
    advance(1_001);
    const browser = new TestBrowser();
    await signIn(one, browser, message);
    expect(await userOf(one, browser)).toBe('alice');
    expect(world.calls()).toBe(2);
  });

  test('that is down refuses logins kept in it, and shows nothing of why', async () => {
    const store = remoteStore();
    const app = await start({ secret: SECRET, store, remember: 'store' });
    const browser = new TestBrowser();
    await signIn(app, browser);
    store.down = true;
    const answer = await browser.get(`${app.url}/`);
    expect([answer.status, answer.json()['code']]).toEqual([503, 'store-unavailable']);
    expect((await new TestBrowser().get(`${app.url}/?${world.message()}`)).status).toBe(503);
    expect(answer.text + lines.join('')).not.toContain('hunter2');
    store.down = false;
    expect(await userOf(app, browser)).toBe('alice');
  });

  test('that is down keeps nobody out whose login is in a cookie, nor lets the former user stay', async () => {
    const store = remoteStore();
    const app = await start({ secret: SECRET, store });
    const browser = new TestBrowser();
    await signIn(app, browser);
    const stolen = new Map(browser.jar);
    store.down = true;
    advance(1_001);
    await signIn(app, browser, world.message({ user: 'bob' }));
    expect(await userOf(app, browser)).toBe('bob');
    expect(lines.join('\n')).toContain('other processes are not told');
    for (const [name, value] of stolen) browser.jar.set(name, value);
    expect(await userOf(app, browser)).toBeUndefined();
  });

  test('that fails while a login is written leaves nobody half in', async () => {
    const store = remoteStore();
    const app = await start(
      { store, secret: SECRET, remember: 'store', interceptor: sessionInterceptor() as never },
      { session: true },
    );
    const browser = new TestBrowser();
    store.down = true;
    expect((await browser.get(`${app.url}/?${world.message()}`)).status).toBe(503);
    store.down = false;
    expect((await browser.get(`${app.url}/`)).json<Seen>().sessionUser).toBeUndefined();
    expect(await userOf(app, browser)).toBeUndefined();
  });

  test('that is down leaves logins in cookies to this process, and a log-out there still counts here', async () => {
    const store = remoteStore();
    const app = await start({ secret: SECRET, store });
    const browser = new TestBrowser();
    await signIn(app, browser);
    store.down = true;
    advance(1_001);
    expect(await userOf(app, browser)).toBe('alice');
    expect(lines.join('\n')).toContain('The store is down');
    const stolen = new Map(browser.jar);
    expect((await browser.get(`${app.url}/logout`)).status).toBe(599);
    for (const [name, value] of stolen) browser.jar.set(name, value);
    expect(await userOf(app, browser)).toBeUndefined();
  });
});

describe('memory as store', () => {
  test('that forgot a confirmation asks the gateway, and never forgets an end for it', async () => {
    const store = memoryStore({ max: 3 });
    const app = await start({ secret: SECRET, store });
    const [one, two] = [new TestBrowser(), new TestBrowser()];
    await signIn(app, one);
    const stolen = new Map(one.jar);
    await one.get(`${app.url}/logout`);
    for (let i = 0; i < 5; i += 1) await signIn(app, new TestBrowser());
    await signIn(app, two);
    for (const [name, value] of stolen) one.jar.set(name, value);
    expect(await userOf(app, one)).toBeUndefined();
    expect(await userOf(app, two)).toBe('alice');
  });
});

describe('a session', () => {
  test('that fails to be saved is a refusal, and nobody is in', async () => {
    const { Store: SessionStore } = await import('express-session');
    class FullStore extends SessionStore {
      get(_id: string, callback: (error?: unknown, session?: null) => void): void {
        callback(undefined, null);
      }
      set(_id: string, _session: unknown, callback?: (error?: unknown) => void): void {
        callback?.(new Error('disk full: hunter2'));
      }
      destroy(_id: string, callback?: (error?: unknown) => void): void {
        callback?.();
      }
    }
    const app = await start(
      { secret: SECRET, interceptor: sessionInterceptor() as never },
      { session: { store: new FullStore() } },
    );
    const answer = await new TestBrowser().get(`${app.url}/?${world.message()}`);
    expect([answer.status, answer.json()['code']]).toEqual([500, 'session-unavailable']);
    expect(answer.text + lines.join('')).not.toContain('hunter2');
  });

  test("in another store than the middleware's own is as good", async () => {
    const store = new (createMemoryStore(session))({ checkPeriod: 3_600_000 });
    const app = await start({ secret: SECRET, interceptor: sessionInterceptor() as never }, { session: { store } });
    const browser = new TestBrowser();
    await signIn(app, browser);
    expect(await userOf(app, browser)).toBe('alice');
    await browser.get(`${app.url}/logout`);
    expect(await userOf(app, browser)).toBeUndefined();
    store.stopInterval();
  });

  test('missing for sessionInterceptor is a refusal that says what to mount', async () => {
    const app = await start({ secret: SECRET, interceptor: sessionInterceptor() as never });
    const answer = await new TestBrowser().get(`${app.url}/?${world.message()}`);
    expect([answer.status, answer.json()['code']]).toEqual([500, 'session-unavailable']);
    expect(lines.join('\n')).toContain('Mount the session middleware before the plug-in');
  });

  test('missing later, where logins are kept in it, is a refusal', async () => {
    let isOn = true;
    const app = await start(
      { secret: SECRET },
      {
        session: true,
        before: (req, _res, next) => {
          if (!isOn) delete (req as { session?: unknown }).session;
          next();
        },
      },
    );
    expect((await signIn(app, new TestBrowser())).status).toBe(200);
    isOn = false;
    const answer = await new TestBrowser().get(`${app.url}/?${world.message()}`);
    expect([answer.status, answer.json()['code']]).toEqual([500, 'session-unavailable']);
  });

  test('that a racing request writes back after a log-out (resave) brings no login back', async () => {
    let release: () => void = () => undefined;
    const isSlow = new Promise<void>((resolve) => (release = resolve));
    const app = await start(
      { secret: SECRET, interceptor: sessionInterceptor() as never },
      {
        session: { resave: true },
        before: (req, _res, next) => {
          if (req.url === '/slow') void isSlow.then(next);
          else next();
        },
      },
    );
    const browser = new TestBrowser();
    await signIn(app, browser);
    const old = new TestBrowser();
    for (const [name, value] of browser.jar) old.jar.set(name, value);
    const slow = old.get(`${app.url}/slow`);
    await browser.get(`${app.url}/logout`);
    release();
    await slow;
    expect(await userOf(app, old)).toBeUndefined();
    expect(await userOf(app, browser)).toBeUndefined();
  });

  test('whose cookie browsers will not send where it is needed is warned of at the first login', async () => {
    const strict = { cookie: { sameSite: 'strict' as const } };
    const app = await start({ secret: SECRET, embedded: true }, { session: strict });
    await signIn(app, new TestBrowser());
    await signIn(app, new TestBrowser());
    expect(lines.filter((line) => line.includes('SameSite=Strict'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('With `embedded`'))).toHaveLength(1);
    const framed = { cookie: { sameSite: 'none' as const, secure: true, partitioned: true } };
    lines.length = 0;
    await signIn(await start({ secret: SECRET, embedded: true }, { session: framed }), new TestBrowser());
    expect(lines.join('\n')).not.toMatch(/SameSite/);
  });

  describe.each(['cookie', 'store'] as const)('with the login in a %s of ours', (remember) => {
    const startBoth = (): Promise<RunningApp> =>
      start({ secret: SECRET, remember, interceptor: sessionInterceptor() as never }, { session: true });

    test('loses its user with the login, also when our cookie is thrown away', async () => {
      const app = await startBoth();
      const browser = new TestBrowser();
      await signIn(app, browser);
      expect((await browser.get(`${app.url}/`)).json<Seen>().sessionUser).toMatchObject({ userName: 'alice' });
      browser.jar.delete('dss_sso');
      expect((await browser.get(`${app.url}/`)).json<Seen>().sessionUser).toBeUndefined();
      expect((await browser.get(`${app.url}/`)).json<Seen>().sessionUser).toBeUndefined();
    });

    test("of another login beside one's own is dropped", async () => {
      const app = await startBoth();
      const [alice, bob] = [new TestBrowser(), new TestBrowser()];
      await signIn(app, alice);
      await signIn(app, bob, world.message({ user: 'bob' }));
      bob.jar.set('connect.sid', alice.jar.get('connect.sid') ?? '');
      expect((await bob.get(`${app.url}/`)).json<Seen>().sessionUser).toBeUndefined();
      expect(await userOf(app, bob)).toBeUndefined();
    });

    test('whose id somebody else planted never gets the user of a login that goes on', async () => {
      const app = await startBoth();
      const message = world.message();
      const [attacker, victim] = [new TestBrowser(), new TestBrowser()];
      await signIn(app, victim, message);
      await attacker.get(`${app.url}/mark`);
      victim.jar.set('connect.sid', attacker.jar.get('connect.sid') ?? '');
      await signIn(app, victim, message);
      expect((await victim.get(`${app.url}/`)).json<Seen & { mark?: string }>()).toMatchObject({
        user: { userName: 'alice' },
        sessionUser: { userName: 'alice' },
      });
      expect((await attacker.get(`${app.url}/`)).json<Seen>().sessionUser).toBeUndefined();
    });
  });

  test('whose login no longer opens loses its user, too: the secret was replaced', async () => {
    const { MemoryStore } = await import('express-session');
    const store = new MemoryStore();
    const interceptor = sessionInterceptor() as never;
    const before = await start({ secret: SECRET, interceptor }, { session: { store } });
    const browser = new TestBrowser();
    await signIn(before, browser);
    const after = await start({ secret: SECRET.split('').reverse().join(''), interceptor }, { session: { store } });
    expect((await browser.get(`${after.url}/`)).json<Seen>().sessionUser).toBeUndefined();
  });

  test('holds the login sealed, where there is a secret', async () => {
    const { MemoryStore } = await import('express-session');
    const store = new MemoryStore();
    const app = await start({ secret: SECRET }, { session: { store } });
    const ticket = world.portal.tickets.issue('alice');
    await signIn(app, new TestBrowser(), world.message({ ticket }));
    const kept = JSON.stringify((store as unknown as { sessions: object }).sessions);
    expect(kept).toContain('dss-sso');
    expect(kept).not.toContain(ticket);
    expect(kept).not.toContain(TICKET);
  });
});

describe('an interceptor that fails', () => {
  const base = { isUserExistInSession: () => true as const, getUser: () => undefined };

  test.each<[string, object, string, number]>([
    [
      'when it adds the user',
      {
        ...base,
        addUserToRequest: () => {
          throw new Error('hunter2');
        },
      },
      'interceptor-failed',
      500,
    ],
    [
      'with a rejection',
      { ...base, addUserToRequest: () => Promise.reject(new Error('hunter2')) },
      'interceptor-failed',
      500,
    ],
    [
      'with something that is no cookie',
      { ...base, addUserToRequest: () => [{ name: 'a b', value: 'x' }] },
      'interceptor-failed',
      500,
    ],
    ['with something that is no list', { ...base, addUserToRequest: () => 'x' }, 'interceptor-failed', 500],
    [
      'when it provisions',
      {
        ...base,
        provision: () => {
          throw new Error('hunter2');
        },
        addUserToRequest: () => [],
      },
      'interceptor-failed',
      500,
    ],
    [
      'when asked',
      { ...base, isUserExistInSession: () => 'yes', addUserToRequest: () => [] },
      'interceptor-failed',
      500,
    ],
  ])('%s is a refusal, and nobody is in', async (_name, interceptor, code, status) => {
    const app = await start({ secret: SECRET, interceptor: interceptor as never });
    const browser = new TestBrowser();
    const answer = await browser.get(`${app.url}/?${world.message()}`);
    expect([answer.status, answer.json()['code']]).toEqual([status, code]);
    expect([...browser.jar.keys()]).toEqual([]);
    expect(answer.text + lines.join('')).not.toContain('hunter2');
  });
});
