/** What the tracing channels tell, in which order, and what they never tell (docs/operations.md, "Traces"). */
import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { isSSOError } from '../../src/errors.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { MessageTrace } from '../../src/plugin/plugin-traces.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { startExpressApp, type RunningApp } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { ask, PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, PROXY_TICKET, SECRET, TICKET, type World } from '../support/world.js';
import { recordTraces, type Told } from './recorded-traces.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

/** After it each login is due for confirmation. */
const REVALIDATE_AFTER = 300_000;
const ID = expect.stringMatching(/^[\w-]{12}$/);
const DURATION = expect.any(Number);

let world: World;
let app: RunningApp;
let recorded: ReturnType<typeof recordTraces>;
const events: { type: string; requestId: string }[] = [];

beforeEach(async () => {
  events.length = 0;
  world = await createWorld();
  app = await startApp();
  recorded = recordTraces();
});
afterEach(async () => {
  recorded.stop();
  await app.close();
  await world.close();
});

function startApp(options: Partial<SSOPluginOptions<never>> = {}): Promise<RunningApp> {
  return startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    onEvent: (event) => events.push(event),
    ...options,
  });
}

function told(what: string): Told['trace'][] {
  return recorded.told.filter((one) => one.what === what).map(({ trace }) => trace);
}

describe('a message', () => {
  test('is told of from its start to its end, with the gateway call it takes inside, by one object each', async () => {
    await ask(app.url, `/page?${world.message()}`, { headers: PAGE_LOAD });

    const message = { requestId: events[0]?.requestId, gateway: world.dssUrl, result: 'redirect', duration: DURATION };
    const call = { gateway: world.dssUrl, call: 'user/userInfo', duration: DURATION };
    expect(recorded.told.map(({ what, trace }) => [what, trace])).toEqual([
      ['message start', { requestId: message.requestId }],
      ['gateway start', { gateway: call.gateway, call: call.call }],
      ['gateway end', { gateway: call.gateway, call: call.call }],
      ['message end', { requestId: message.requestId }],
      ['gateway asyncStart', call],
      ['gateway asyncEnd', call],
      ['message asyncStart', message],
      ['message asyncEnd', message],
    ]);
    expect(new Set(recorded.told.map(({ of }) => of)).size).toBe(2);
  });

  test('of a back end passes, and asks nobody where its ticket is known', async () => {
    const message = world.message();
    await ask(app.url, `/?${message}`, {});
    await ask(app.url, `/?${message}`, {});
    expect(told('message asyncEnd').map(({ result }) => result)).toEqual(['pass', 'pass']);
    expect(told('gateway start')).toHaveLength(1);
  });

  test('that is refused is told of with its error, before it is over', async () => {
    await ask(app.url, `/?${world.message({ ticket: 'nobody-knows-it' })}`, {});

    const failure = { code: 'ticket-rejected', error: expect.any(Error), duration: DURATION };
    expect(told('gateway error')).toEqual([{ gateway: world.dssUrl, call: 'user/userInfo', ...failure }]);
    expect(told('message error')).toEqual([{ requestId: ID, gateway: world.dssUrl, ...failure }]);
    expect(told('message asyncEnd')).toEqual(told('message error'));
    const [{ error } = {}] = told('message error');
    expect(isSSOError(error)).toBe(true);
  });

  test('without a listed gateway names none, and no gateway is asked', async () => {
    await ask(app.url, `/?${world.message({ dssUrl: 'https://evil.example' })}`, {});
    await ask(app.url, '/?dssurl=%zz', {});
    expect(told('message asyncEnd').map(({ gateway, code }) => [gateway, code])).toEqual([
      [undefined, 'gateway-untrusted'],
      [undefined, 'message-malformed'],
    ]);
    expect(told('gateway start')).toEqual([]);
  });

  test('that fails by an error of the app is told of by a code alone: what the app threw may hold anything', async () => {
    const failing = await startApp({
      interceptor: {
        isUserExistInSession: () => false,
        getUser: () => undefined,
        addUserToSession() {
          throw new Error('secret of the app');
        },
      },
    });
    await ask(failing.url, `/?${world.message()}`, {});
    await failing.close();
    const [{ code } = {}] = told('message error');
    expect(code).toBe('interceptor-failed');
    expect(inspect(recorded.told, { depth: 8, showHidden: true })).not.toContain('secret of the app');
  });
});

describe('a logged-in request', () => {
  async function logIn(): Promise<TestBrowser> {
    const browser = new TestBrowser();
    await browser.get(`${app.url}/?${world.message()}`, { headers: PAGE_LOAD });
    recorded.told.length = 0;
    return browser;
  }

  test('that is not due for a confirmation, and a foreign one, tell nothing', async () => {
    const browser = await logIn();
    expect((await browser.get(`${app.url}/page`)).json()).toMatchObject({ user: { userName: 'alice' } });
    await ask(app.url, '/page?x=1', {});
    expect(recorded.told).toEqual([]);
  });

  test('that is due tells of one confirmation, with its call inside, however many wait for it', async () => {
    const browser = await logIn();
    advance(REVALIDATE_AFTER);
    await Promise.all([browser.get(`${app.url}/a`), browser.get(`${app.url}/b`)]);

    expect(told('confirm start')).toEqual([{ requestId: ID, gateway: world.dssUrl }]);
    expect(told('confirm asyncEnd')).toEqual([
      { requestId: ID, gateway: world.dssUrl, result: 'confirmed', duration: DURATION },
    ]);
    expect(told('gateway asyncEnd')).toEqual([{ gateway: world.dssUrl, call: 'user/userInfo', duration: DURATION }]);
    const { requestId } = events.find(({ type }) => type === 'revalidated') ?? {};
    expect(told('confirm start')[0]?.['requestId']).toBe(requestId);
  });

  test('whose ticket is dead tells that its login ended, which is no failure of the confirmation', async () => {
    const ticket = world.portal.tickets.issue('bob');
    const browser = new TestBrowser();
    await browser.get(`${app.url}/?${world.message({ ticket })}`, { headers: PAGE_LOAD });
    world.portal.tickets.kill(ticket);
    advance(REVALIDATE_AFTER);
    await browser.get(`${app.url}/page`);
    expect(told('confirm asyncEnd').map(({ result, code }) => [result, code])).toEqual([['ended', undefined]]);
    expect(told('confirm error')).toEqual([]);
    expect(told('gateway error').map(({ code }) => code)).toEqual(['ticket-rejected']);
  });

  test('whose gateway cannot be asked tells of a failed confirmation, and is served', async () => {
    const browser = await logIn();
    world.portal.faults.status = 500;
    advance(REVALIDATE_AFTER);
    expect((await browser.get(`${app.url}/page`)).json()).toMatchObject({ user: { userName: 'alice' } });
    expect(told('confirm error').map(({ code, result }) => [code, result])).toEqual([['gateway-error', undefined]]);
  });
});

test('no ticket, cookie or address of a request is in anything that is told, whatever happens', async () => {
  const ticket = world.portal.tickets.issue('alice');
  const proxyTicket = world.portal.tickets.issueProxy('alice', 'hadoop');
  const secrets = [ticket, proxyTicket, 'planted-value', 'path-of-the-request', 'word-of-the-query'];
  const query = { 'word-of-the-query': 'planted-value' };
  const cookies = { [PROXY_TICKET]: proxyTicket, own: 'planted-value' };
  const messages = [
    world.message({ ticket, query }),
    world.message({ ticket, cookies, query, redirect: '/path-of-the-request' }),
    world.message({ ticket, query, redirect: 'https://evil.example/path-of-the-request' }),
    world.message({ ticket: 'planted-value' }),
    `${world.message({ ticket })}&cookies=${TICKET}%3Dplanted-value`,
  ];
  const browser = new TestBrowser();
  for (const message of messages)
    await browser.get(`${app.url}/path-of-the-request?${message}`, { headers: PAGE_LOAD });
  secrets.push(...browser.jar.values());

  const everything = inspect(recorded.told, { depth: 12, showHidden: true, getters: true });

  expect(told('message asyncEnd').map(({ result, code }) => result ?? code)).toEqual([
    'redirect',
    'redirect',
    'redirect-denied',
    'ticket-rejected',
    'message-malformed',
  ]);
  expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
});

test('a store that is bound to the start of a message is there in the gateway calls it takes', async () => {
  const requests = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const { start } = tracingChannel<string, MessageTrace>('dss-sso:message');
  const see = (): void => void seen.push(requests.getStore());
  start.bindStore(requests, ({ requestId }) => requestId);
  subscribe('tracing:dss-sso:gateway:asyncEnd', see);

  await ask(app.url, `/?${world.message({ proxyUser: 'hadoop' })}`, {});

  start.unbindStore(requests);
  unsubscribe('tracing:dss-sso:gateway:asyncEnd', see);
  const [{ requestId } = {}] = events;
  expect(seen).toEqual([requestId, requestId]);
});
