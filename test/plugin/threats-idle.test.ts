/** Who keeps a DSS session alive (docs/security.md, T35): the requests of its user, and no timer. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, TICKET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const HOUR = 3_600_000;
const ignore = (): void => undefined;

let world: World;
let app: RunningApp;
beforeEach(async () => {
  jest.useFakeTimers({
    doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'],
  });
  world = await createWorld();
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  });
});
afterEach(async () => {
  jest.useRealTimers();
  await app.close();
  await world.close();
});

async function pass(milliseconds: number): Promise<void> {
  advance(milliseconds);
  await jest.advanceTimersByTimeAsync(milliseconds);
  await nextTurn();
}

async function signIn(user: string): Promise<{ browser: TestBrowser; ticket: string }> {
  const [browser, ticket] = [new TestBrowser(), world.portal.tickets.issue(user)];
  await browser.open(`${app.url}/?${world.message({ user, ticket })}`);
  return { browser, ticket };
}

const callsWith = (ticket: string): number =>
  world.portal.requests.filter(({ headers }) => headers.cookie?.includes(`${TICKET}=${ticket}`) === true).length;

test('while nobody comes the gateway is not asked, for as long as a login can live', async () => {
  const { browser } = await signIn('alice');
  expect(jest.getTimerCount()).toBe(0);
  const calls = world.portal.requests.length;
  for (let hour = 0; hour < 13; hour += 1) await pass(HOUR);
  expect(world.portal.requests).toHaveLength(calls);
  expect((await browser.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
  expect(world.portal.requests).toHaveLength(calls);
});

test("somebody else's requests use somebody else's ticket: that of a user who is away is not used", async () => {
  const [alice, bob] = [await signIn('alice'), await signIn('bob')];
  for (let hour = 0; hour < 6; hour += 1) {
    await pass(HOUR);
    expect((await bob.browser.get(`${app.url}/`)).json<Seen>().user?.userName).toBe('bob');
  }
  expect([callsWith(alice.ticket), callsWith(bob.ticket)]).toEqual([1, 7]);
});
