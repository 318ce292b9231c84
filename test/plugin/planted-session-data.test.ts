/** Another login's session, left behind by a race or planted by a neighbour host, lends nothing to a new login (security.md section 10). */
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

type SeenHere = Seen & { readonly mark?: string };

let world: World;
let app: RunningApp;
beforeEach(async () => {
  world = await createWorld();
  app = await startExpressApp(
    { gateways: world.dssUrl, secret: SECRET, remember: 'cookie', interceptor: sessionInterceptor() },
    { session: true },
  );
});
afterEach(async () => {
  await app.close();
  await world.close();
});

test("the same user's next ticket keeps the data of their own session", async () => {
  const alice = new TestBrowser();
  await alice.get(`${app.url}/?${world.message()}`);
  await alice.get(`${app.url}/mark`);
  expect((await alice.get(`${app.url}/?${world.message()}`)).json<SeenHere>().mark).toBe('kept?');
});

test("the same user's next ticket does not keep the data of another login's session", async () => {
  const [alice, mallory] = [new TestBrowser(), new TestBrowser()];
  await mallory.get(`${app.url}/?${world.message({ user: 'bob' })}`);
  await mallory.get(`${app.url}/mark`);
  await alice.get(`${app.url}/?${world.message()}`);
  alice.jar.set('connect.sid', mallory.jar.get('connect.sid') ?? '');
  const seen = (await alice.get(`${app.url}/?${world.message()}`)).json<SeenHere>();
  expect([seen.user?.userName, seen.sessionUser, seen.mark]).toEqual([
    'alice',
    expect.objectContaining({ userName: 'alice' }),
    undefined,
  ]);
});

test('the same ticket again puts nobody into a session that somebody else may know', async () => {
  const [alice, mallory] = [new TestBrowser(), new TestBrowser()];
  await mallory.get(`${app.url}/mark`);
  const planted = mallory.jar.get('connect.sid') ?? '';
  const message = world.message({ ticket: world.portal.tickets.issue('alice') });
  await alice.get(`${app.url}/?${message}`);
  alice.jar.set('connect.sid', planted);
  const seen = (await alice.get(`${app.url}/?${message}`)).json<SeenHere>();
  expect([seen.user?.userName, seen.mark]).toEqual(['alice', undefined]);
  expect(alice.jar.get('connect.sid')).not.toBe(planted);
  expect((await mallory.get(`${app.url}/`)).json<SeenHere>().sessionUser).toBeUndefined();
});

test("a plain request with another login's session sees nothing of it, then or later", async () => {
  const [alice, mallory] = [new TestBrowser(), new TestBrowser()];
  await mallory.get(`${app.url}/?${world.message({ user: 'bob' })}`);
  await mallory.get(`${app.url}/mark`);
  await alice.get(`${app.url}/?${world.message()}`);
  alice.jar.set('connect.sid', mallory.jar.get('connect.sid') ?? '');
  for (let request = 0; request < 2; request += 1) {
    const seen = (await alice.get(`${app.url}/`)).json<SeenHere>();
    expect([seen.user, seen.sessionUser, seen.mark]).toEqual([undefined, undefined, undefined]);
  }
});
