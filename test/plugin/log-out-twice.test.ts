/** `logout()` says that the login is over when it is, whoever else has begun to end it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withSSO } from '../../src/adapters/http.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { DSSLogin } from '../../src/plugin/dss-login.js';
import type { Store } from '../../src/store/store.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET } from '../support/world.js';

async function logOutTwice(
  onEnded: () => Promise<void>,
  onSecond = (): void => undefined,
): Promise<PromiseSettledResult<void>[]> {
  const kept = new Map<string, string>();
  const store: Store = {
    get: (key) => Promise.resolve(kept.get(key)),
    async set(key, value) {
      if (key.startsWith('ended:')) await onEnded();
      kept.set(key, value);
    },
    delete: (key) => Promise.resolve(void kept.delete(key)),
  };
  const world = await createWorld();
  let outcomes: PromiseSettledResult<void>[] = [];
  const listener = withSSO(
    { gateways: world.dssUrl, secret: SECRET, store, interceptor: jwtCookieInterceptor({ secret: SECRET }) },
    async (req, res) => {
      const { dss } = req as { dss?: DSSLogin };
      if (req.url === '/out' && dss !== undefined)
        outcomes = await Promise.allSettled([dss.logout(), dss.logout().finally(onSecond)]);
      res.end();
    },
  );
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = new TestBrowser();
  await browser.get(`${url}/?${world.message()}`);
  await browser.get(`${url}/out`);
  server.closeAllConnections();
  server.close();
  await listener.filter.close();
  await world.close();
  return outcomes;
}

test('the second call waits for the first', async () => {
  const order: string[] = [];
  const outcomes = await logOutTwice(
    async () => {
      await new Promise(setImmediate);
      order.push('the store knows');
    },
    () => order.push('the second call returns'),
  );
  expect(order).toEqual(['the store knows', 'the second call returns']);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
});

test('the second call is not told of success where the first failed', async () => {
  const outcomes = await logOutTwice(() => Promise.reject(new Error('down')));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
