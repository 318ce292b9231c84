/** A store that neither answers nor fails is down: many clients keep calls waiting for as long as they cannot connect. */
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { callStore } from '../../src/store/call-store.js';
import type { Store } from '../../src/store/store.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

function silentStore(): Store & { silent: boolean } {
  const kept = new Map<string, string>();
  const run = <T>(act: () => T): Promise<T> => (store.silent ? new Promise(() => undefined) : Promise.resolve(act()));
  const store = {
    silent: false,
    get: (key: string) => run(() => kept.get(key)),
    set: (key: string, value: string) => run(() => void kept.set(key, value)),
    delete: (key: string) => run(() => void kept.delete(key)),
  };
  return store;
}

describe('a call of a store', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('that is silent for two seconds fails as one that is down, and says why', async () => {
    const answer = Promise.resolve(callStore(() => new Promise(() => undefined))).catch((error: unknown) => error);
    jest.advanceTimersByTime(2_000);
    expect(await answer).toMatchObject({ code: 'store-unavailable', cause: { name: 'Error', code: 'ETIMEDOUT' } });
  });

  test('that answers leaves no timer behind, and one that fails late fails nobody', async () => {
    expect(await callStore(() => Promise.resolve('x'))).toBe('x');
    await expect(callStore(() => Promise.reject(new Error('down')))).rejects.toMatchObject({
      code: 'store-unavailable',
    });
    expect(jest.getTimerCount()).toBe(0);
    let failLate: (error: Error) => void = () => undefined;
    const late = callStore(() => new Promise((_resolve, reject) => (failLate = reject)));
    jest.advanceTimersByTime(2_000);
    await expect(late).rejects.toMatchObject({ code: 'store-unavailable' });
    failLate(new Error('much later'));
  });

  test('that answers with a value has no timer at all', () => {
    expect(callStore(() => 'x')).toBe('x');
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('while the store is silent', () => {
  let world: World;
  let app: RunningApp;
  const store = silentStore();
  beforeEach(async () => {
    world = await createWorld();
    store.silent = false;
  });
  afterEach(async () => {
    await app.close();
    await world.close();
  });
  const start = async (options: Partial<SSOPluginOptions<never>>): Promise<void> => {
    const interceptor = jwtCookieInterceptor({ secret: SECRET });
    app = await startExpressApp({ gateways: world.dssUrl, secret: SECRET, store, interceptor, ...options });
  };

  test('a login carried by a cookie goes on', async () => {
    await start({ remember: 'cookie' });
    const browser = new TestBrowser();
    await browser.get(`${app.url}/?${world.message()}`);
    store.silent = true;
    advance(1_001);
    expect((await browser.get(`${app.url}/`)).json<Seen>().user?.userName).toBe('alice');
  });

  test('a login kept in it is refused', async () => {
    await start({ remember: 'store' });
    const browser = new TestBrowser();
    await browser.get(`${app.url}/?${world.message()}`);
    store.silent = true;
    const answer = await browser.get(`${app.url}/`);
    expect([answer.status, answer.json()['code']]).toEqual([503, 'store-unavailable']);
  });
});
