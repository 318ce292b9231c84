/** The app's session during one request, whatever middleware made it (security.md section 10). */
import { AppSession, type SessionPort } from '../../src/plugin/app-session.js';
import type { SSOExchange } from '../../src/plugin/sso-exchange.js';
import session from 'express-session';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import { startExpressApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld } from '../support/world.js';

type Callback = (error?: unknown) => void;

/** A request with this session, which its middleware may replace. */
function requestWith(first: unknown): { session: AppSession<unknown>; request: { session: unknown } } {
  const request = { session: first };
  const exchange = { request, getSession: () => request.session } as unknown as SSOExchange;
  return { session: new AppSession(exchange, undefined), request };
}

const renewable = (more: object = {}): Record<string, unknown> => ({
  regenerate: (done: Callback) => {
    done();
  },
  save: (done: Callback) => {
    done();
  },
  ...more,
});
const ofKoa = (more: object = {}): Record<string, unknown> => ({
  ...renewable(),
  externalKey: 'id',
  manuallyCommit: () => undefined,
  ...more,
});

test.each([undefined, null, 'text', 7, false, () => undefined])('%p is no session', (value) => {
  expect(requestWith(value).session.data).toBeUndefined();
  expect(requestWith(value).session.canRenew).toBe(false);
});

test.each<[string, object, boolean]>([
  ['has both methods', renewable(), true],
  ['has none', {}, false],
  ['can only be saved', { save: renewable()['save'] }, false],
  ['can only be regenerated', { regenerate: renewable()['regenerate'] }, false],
  ["is koa-session's with a store", ofKoa(), true],
  ["is koa-session's in a cookie", ofKoa({ externalKey: undefined }), false],
  ['has data of the name externalKey', renewable({ externalKey: undefined }), true],
  ['has data of the name manuallyCommit', renewable({ manuallyCommit: undefined }), true],
])('a session that %s', (_what, data, canRenew) => {
  expect(requestWith(data).session.canRenew).toBe(canRenew);
});

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['express-session', renewable({ cookie: { mine: true }, a: 1 }), { cookie: { mine: true } }],
  ['koa-session', ofKoa({ isNew: true, _ctx: 2, a_: 3, cookie: 4, a: 1 }), { isNew: true, _ctx: 2 }],
  ['a session in a cookie', { cookie: 4, a: 1 }, {}],
])('%s is emptied of all but its own', async (_what, data, left) => {
  const { session: app, request } = requestWith(data);
  await app.renew(false);
  const plain = Object.entries(request.session as object).filter(([name, value]) => {
    return typeof value !== 'function' && name !== 'externalKey' && name !== 'manuallyCommit';
  });
  expect(Object.fromEntries(plain)).toEqual(left);
});

test('data is carried over to the new session, the old one and no prototype', async () => {
  const planted = JSON.parse('{"__proto__":{"isAdmin":true},"a":1}') as object;
  const { session: app, request } = requestWith(
    Object.assign(Object.create(null) as object, planted, {
      ...renewable(),
      regenerate: (done: Callback) => {
        request.session = renewable({ b: 2, cookie: 'new' });
        done();
      },
    }),
  );
  await app.renew(true);
  const now = request.session as Record<string, unknown>;
  expect([now['a'], now['b'], now['cookie'], now['isAdmin']]).toEqual([1, undefined, 'new', undefined]);
  expect(Object.getPrototypeOf(now)).toBe(Object.prototype);
});

test.each<[string, object, RegExp]>([
  [
    'regenerate',
    {
      regenerate: (done: Callback) => {
        done(new Error('x'));
      },
    },
    /could not be given a new id/,
  ],
  [
    'save',
    {
      save: (done: Callback) => {
        done('down');
      },
    },
    /could not be saved/,
  ],
  ['save', { save: () => Promise.reject(new TypeError('x')) }, /could not be saved/],
])('a session that fails to %s is session-unavailable, with the cause', async (method, broken, message) => {
  const { session: app } = requestWith(renewable(broken));
  await expect(method === 'save' ? app.save() : app.renew(false)).rejects.toMatchObject({
    code: 'session-unavailable',
    message: expect.stringMatching(message),
    cause: { name: expect.stringMatching(/Error$/) },
  });
});

test('a session that is gone after it got a new id is session-unavailable', async () => {
  const { session: app, request } = requestWith(
    renewable({
      regenerate: (done: Callback) => {
        request.session = undefined;
        done();
      },
    }),
  );
  await expect(app.renew(false)).rejects.toMatchObject({ code: 'session-unavailable' });
});

test("without a session nothing happens, and the app's port is asked where there is one", async () => {
  await requestWith(undefined).session.renew(false);
  await requestWith(undefined).session.save();
  const calls: string[] = [];
  const data = { a: 1 };
  const port: SessionPort = {
    get: () => data,
    regenerate: () => void calls.push('regenerate'),
    save: () => void calls.push('save'),
  };
  const app = new AppSession({ request: {} } as SSOExchange, port);
  expect([app.data, app.canRenew]).toEqual([data, true]);
  await app.renew(false);
  await app.save();
  expect([calls, data]).toEqual([['regenerate', 'save'], {}]);
});

test.each([undefined, { mine: 1 }])('a login that is kept in sessions needs one with an id, not %j', async (data) => {
  const world = await createWorld();
  const app = await startExpressApp(
    {
      gateways: world.dssUrl,
      remember: 'session',
      interceptor: { isUserExistInSession: () => true, getUser: () => undefined, addUserToRequest: () => [] },
    },
    {
      before: (req, _res, next) => {
        Object.assign(req, { session: data });
        next();
      },
    },
  );
  const answer = await new TestBrowser().get(`${app.url}/?${world.message()}`);
  expect([answer.status, answer.json()['code']]).toEqual([500, 'session-unavailable']);
  expect(data ?? {}).toEqual({});
  await app.close();
  await world.close();
});

test('a login that ends with the user of the app leaves the session, without what was ours in it', async () => {
  const world = await createWorld();
  const store = new session.MemoryStore();
  const app = await startExpressApp(
    { gateways: world.dssUrl, remember: 'session', interceptor: sessionInterceptor() },
    { session: { store } },
  );
  const sessions = (): Promise<Record<string, unknown>[]> =>
    new Promise((resolve) => {
      store.all((_error, all) => {
        resolve(Object.values(all ?? {}) as unknown as Record<string, unknown>[]);
      });
    });
  const browser = new TestBrowser();
  await browser.get(`${app.url}/?${world.message()}`);
  expect((await sessions())[0]).toHaveProperty('dss-sso');
  await browser.get(`${app.url}/app-logout`);
  await browser.get(`${app.url}/mark`);
  expect((await browser.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
  const [left] = await sessions();
  expect(left).toMatchObject({ mark: 'kept?' });
  expect(left).not.toHaveProperty('dss-sso');
  await app.close();
  await world.close();
});
