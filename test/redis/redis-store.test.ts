/** The store in Redis: what every store must do, and what a server that fails must not do. */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'redis';
import { redisStore } from '../../src/store/redis-store.js';
import type { Store } from '../../src/store/store.js';
import { storeConformance } from '../../src/testing/store-conformance.js';
import { CLIENTS, type Connected } from './clients.js';
import { startRedis, type RedisServer } from './redis-server.js';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

/** Until a client has noticed that its server is back. */
async function untilItAnswers(store: Store): Promise<void> {
  const end = performance.now() + 10_000;
  for (;;) {
    try {
      await store.get('confirmed:x');
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await wait(20);
    }
  }
}

describe.each(Object.entries(CLIENTS))('redisStore over %s', (_name, connectClient) => {
  const open: Connected[] = [];

  async function makeStore(options: Parameters<typeof redisStore>[1] = {}): Promise<Store> {
    const connected = await connectClient(server.url);
    open.push(connected);
    return redisStore(connected.client, options);
  }

  afterEach(() => {
    for (const connected of open.splice(0)) connected.close();
  });

  test.each(storeConformance(() => makeStore(), { shared: true }))('$name', async (conformance) => {
    await conformance.run();
  });

  test('writes nothing without an expiry, under its prefix alone', async () => {
    const admin = await createClient({ url: server.url }).connect();
    await admin.flushAll();
    const store = await makeStore({ prefix: 'my-app:' });
    await store.set('confirmed:a', '1', { ttl: 60_000 });
    await store.set('ended:b', '2', { ttl: 0.5 });
    const keys = await admin.keys('*');
    expect(keys.filter((key) => !key.startsWith('my-app:'))).toEqual([]);
    expect(await admin.pTTL('my-app:confirmed:a')).toBeGreaterThan(0);
    admin.destroy();
  });

  test('keeps apps with different prefixes apart', async () => {
    const [one, two] = [await makeStore({ prefix: 'one:' }), await makeStore({ prefix: 'two:' })];
    await one.set('confirmed:a', '1', { ttl: 60_000 });
    expect(await two.get('confirmed:a')).toBeUndefined();
  });

  test('fails while the server is away, at once instead of waiting in a queue, and works when it is back', async () => {
    const store = await makeStore({ timeout: 30_000 });
    await server.kill();
    while (open[0]?.isReady() === true) await wait(5);
    await expect(store.get('confirmed:a')).rejects.toThrow();
    await expect(store.set('confirmed:a', '1', { ttl: 1_000 })).rejects.toThrow();
    await expect(store.delete('confirmed:a')).rejects.toThrow();
    await server.start();
    await untilItAnswers(store);
    await store.set('confirmed:a', '1', { ttl: 60_000 });
    expect(await store.get('confirmed:a')).toBe('1');
  });

  test('does not wait for a server that hangs: one command waits for its time-out, the next fail at once', async () => {
    const store = await makeStore({ timeout: 200 });
    await store.set('confirmed:a', '1', { ttl: 60_000 });
    server.freeze();
    try {
      await expect(store.get('confirmed:a')).rejects.toThrow('in time');
      await expect(store.get('confirmed:a')).rejects.toThrow('a moment ago');
    } finally {
      server.thaw();
    }
    await untilItAnswers(store);
    expect(await store.get('confirmed:a')).toBe('1');
  });

  test('leaves the client open: whoever made it closes it', async () => {
    const store = await makeStore();
    await store.close?.();
    await store.set('confirmed:a', '1', { ttl: 60_000 });
    expect(await store.get('confirmed:a')).toBe('1');
  });
});

test('a lazy ioredis client connects at its first command', async () => {
  const { Redis } = await import('ioredis');
  const client = new Redis(server.url, { lazyConnect: true });
  expect(await redisStore(client).get('confirmed:nothing')).toBeUndefined();
  client.disconnect();
  await once(client, 'end');
});

describe('redisStore refuses', () => {
  const client = { get: () => Promise.resolve(null), set: () => Promise.resolve(), del: () => Promise.resolve() };

  test.each<[string, unknown, unknown, RegExp]>([
    ['what is no client', {}, {}, /client must be one of `redis`/],
    ['nothing', undefined, {}, /client/],
    ['a prefix with spaces', client, { prefix: 'my app' }, /prefix/],
    ['an empty prefix', client, { prefix: '' }, /prefix/],
    ['a time-out of nothing', client, { timeout: 0 }, /timeout/],
    ['an option it does not know', client, { prefixx: 'a' }, /did you mean prefix/],
  ])('%s', (_what, given, options, message) => {
    expect(() => redisStore(given as never, options as never)).toThrow(message);
  });

  test('an answer that is no text', async () => {
    const store = redisStore({ ...client, get: () => Promise.resolve(Buffer.from('1')) });
    await expect(store.get('confirmed:a')).rejects.toThrow(TypeError);
  });
});
