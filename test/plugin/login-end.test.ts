/** How a login ends in a browser: nothing of it stays, whatever becomes of a part (security.md section 9). */
import session from 'express-session';
import type { InterceptorContext } from '../../src/plugin/user-interceptor.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { appUserInterceptor } from '../support/app-user.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

type SeenHere = Seen & { readonly mark?: string };

let world: World;
let app: RunningApp;
const removed: (string | undefined)[] = [];
let fails = false;
beforeEach(async () => {
  removed.length = 0;
  fails = false;
  world = await createWorld();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

const interceptor = {
  ...appUserInterceptor,
  removeUser: (_req: unknown, { login }: InterceptorContext) => {
    removed.push(login?.user.userName);
    if (fails) throw new Error('the app is down');
  },
};

async function logOut(store: session.Store = new session.MemoryStore()): Promise<[TestBrowser, string, number]> {
  app = await startExpressApp(
    { gateways: world.dssUrl, secret: SECRET, remember: 'cookie', interceptor },
    { session: { store } },
  );
  const browser = new TestBrowser();
  await browser.get(`${app.url}/?${world.message()}`);
  await browser.get(`${app.url}/mark`);
  const id = browser.jar.get('connect.sid') ?? '';
  const { status } = await browser.get(`${app.url}/logout`);
  return [browser, id, status];
}

test('the interceptor takes its user away, and the session is another one, empty and saved', async () => {
  const store = new session.MemoryStore();
  const [browser, id, status] = await logOut(store);
  expect([status, removed]).toEqual([200, ['alice']]);
  expect([...browser.jar.keys()]).toEqual(['connect.sid']);
  expect(browser.jar.get('connect.sid')).not.toBe(id);
  expect((await browser.get(`${app.url}/`)).json<SeenHere>()).not.toHaveProperty('mark');
  const sessions = await new Promise((resolve) => {
    store.all((_error, all) => {
      resolve(Object.keys(all ?? {}).length);
    });
  });
  expect(sessions).toBe(1);
});

test('an interceptor that fails is told of, and all the rest is done', async () => {
  fails = true;
  const [browser, id, status] = await logOut();
  expect([status, removed]).toEqual([599, ['alice']]);
  expect([...browser.jar.keys()]).toEqual(['connect.sid']);
  expect(browser.jar.get('connect.sid')).not.toBe(id);
  expect((await browser.get(`${app.url}/`)).json<SeenHere>()).not.toHaveProperty('mark');
});

test('a login the app has ended by itself is over, for copies of it, too', async () => {
  app = await startExpressApp({ gateways: world.dssUrl, secret: SECRET, interceptor });
  const [browser, copy] = [new TestBrowser(), new TestBrowser()];
  await browser.get(`${app.url}/?${world.message()}`);
  for (const [name, value] of browser.jar) copy.jar.set(name, value);
  browser.jar.delete('app_user');
  expect((await browser.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
  expect((await copy.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
});

test('a login whose gateway is not listed any more has no workspace to ask about', async () => {
  const store = memoryStore();
  const options = { secret: SECRET, store, interceptor: jwtCookieInterceptor({ secret: SECRET }) };
  app = await startExpressApp({ gateways: world.dssUrl, ...options });
  const other = await startExpressApp({ gateways: 'http://127.0.0.1:9', ...options });
  const browser = new TestBrowser();
  await browser.get(`${app.url}/?${world.message({ workspaceId: 224 })}`);
  expect((await browser.get(`${other.url}/users`)).json()).toEqual({ code: 'workspace-denied' });
  await other.close();
});

test('the same message again is the same login, the next ticket another one', async () => {
  let id: string | undefined;
  const types: string[] = [];
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    onEvent: ({ type }) => types.push(type),
    interceptor: {
      ...interceptor,
      isUserExistInSession: (req: unknown, ctx: InterceptorContext) => {
        id = ctx.login?.id;
        return interceptor.isUserExistInSession(req, ctx);
      },
    },
  });
  const browser = new TestBrowser();
  const message = world.message({ ticket: world.portal.tickets.issue('alice') });
  const ids: (string | undefined)[] = [];
  for (const text of [message, message, world.message()]) {
    await browser.get(`${app.url}/?${text}`);
    await browser.get(`${app.url}/`);
    ids.push(id);
  }
  expect(ids[0]).toMatch(/^[\w-]{22}$/);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
  expect(types).toEqual(['login', 'login']);
});
