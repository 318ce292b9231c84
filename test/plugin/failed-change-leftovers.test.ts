/** A failure among the changes of a message leaves the browser logged out, never half in (security.md section 3). */
import session from 'express-session';
import { appUserInterceptor } from '../support/app-user.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

let world: World;
let app: RunningApp;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

async function expectLoggedOut(browser: TestBrowser, message: string): Promise<void> {
  const answer = await browser.get(`${app.url}/?${message}`);
  expect([answer.status, answer.json()['code']]).toEqual([500, 'session-unavailable']);
  expect(browser.jar.has('app_user')).toBe(false);
  expect((await browser.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
}

test('a login that goes on, and does not fit into its cookie any more, takes the cookies of the interceptor with it', async () => {
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    forwardCookies: ['big'],
    interceptor: appUserInterceptor,
  });
  const browser = new TestBrowser();
  const ticket = world.portal.tickets.issue('alice');
  await browser.get(`${app.url}/?${world.message({ ticket })}`);
  expect(browser.jar.has('app_user')).toBe(true);
  await expectLoggedOut(browser, world.message({ ticket, workspace: 'dev', cookies: { big: 'x'.repeat(3_900) } }));
});

test('a login that goes on in a session that cannot be saved takes the cookies of the interceptor with it', async () => {
  let saves = 0;
  class FullStore extends session.MemoryStore {
    override set(id: string, data: session.SessionData, callback?: (error?: unknown) => void): void {
      saves += 1;
      if (saves === 2) callback?.(new Error('no space left'));
      else super.set(id, data, callback);
    }
  }
  app = await startExpressApp(
    { gateways: world.dssUrl, secret: SECRET, interceptor: appUserInterceptor },
    { session: { store: new FullStore() } },
  );
  const browser = new TestBrowser();
  const ticket = world.portal.tickets.issue('alice');
  await browser.get(`${app.url}/?${world.message({ ticket })}`);
  saves = 1;
  await expectLoggedOut(browser, world.message({ ticket, workspace: 'dev' }));
});
