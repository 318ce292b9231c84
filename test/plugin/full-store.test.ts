/** A malicious user can end logins of their own without end: each message with another ticket ends the login before it. */
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { startExpressApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET } from '../support/world.js';

test('a store full of ended logins does not make every request of everybody ask the gateway', async () => {
  const world = await createWorld();
  const app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    store: memoryStore({ max: 20 }),
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  });
  const [alice, mallory] = [new TestBrowser(), new TestBrowser()];
  await alice.get(`${app.url}/?${world.message()}`);
  const tickets = [world.portal.tickets.issue('bob'), world.portal.tickets.issue('bob')];
  for (let at = 0; at < 40; at += 1) {
    await mallory.get(`${app.url}/?${world.message({ user: 'bob', ticket: tickets[at % 2] ?? '' })}`);
  }
  const before = world.calls();
  const seen = new Set<string | undefined>();
  for (let at = 0; at < 5; at += 1) seen.add((await alice.get(`${app.url}/`)).json<Seen>().user?.userName);
  const asked = world.calls() - before;
  await app.close();
  await world.close();
  expect([...seen]).toEqual(['alice']);
  expect(asked).toBeLessThanOrEqual(1);
});
