/** A gateway that says no to a message may have said no to the login of the browser, or to something else (security.md section 9). */
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, PROXY_TICKET, SECRET, type World } from '../support/world.js';

let world: World;
let app: RunningApp;
const errors: string[] = [];
const ignore = (): void => undefined;
beforeEach(async () => {
  errors.length = 0;
  world = await createWorld();
  await start();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

async function start(options: Partial<SSOPluginOptions<never>> = {}): Promise<void> {
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    logger: { debug: ignore, info: ignore, warn: ignore, error: (line: string) => errors.push(line) },
    ...options,
  });
}

async function open(browser: TestBrowser, message: string): Promise<unknown> {
  const answer = await browser.get(`${app.url}/?${message}`);
  return answer.status === 200 ? answer.json<Seen>().user?.effectiveUser : answer.json()['code'];
}

async function userOf(browser: TestBrowser): Promise<string | undefined> {
  return (await browser.get(`${app.url}/`)).json<Seen>().user?.effectiveUser;
}

function copyOf(browser: TestBrowser): TestBrowser {
  const copy = new TestBrowser();
  for (const [name, value] of browser.jar) copy.jar.set(name, value);
  return copy;
}

test('a rejected ticket of a browser without a login is nothing but a refusal', async () => {
  const browser = new TestBrowser();
  expect(await open(browser, world.message({ ticket: 'dead' }))).toBe('ticket-rejected');
  expect([browser.jar.size, errors]).toEqual([0, []]);
});

test('the rejected ticket of the login ends it, and copies of it', async () => {
  const [browser, ticket] = [new TestBrowser(), world.portal.tickets.issue('alice')];
  await open(browser, world.message({ ticket }));
  const copy = copyOf(browser);
  world.portal.tickets.kill(ticket);
  // Asked for anew, because it is another question.
  expect(await open(browser, world.message({ ticket, cookies: { [PROXY_TICKET]: 'dead' } }))).toBe('ticket-rejected');
  expect([browser.jar.size, await userOf(copy)]).toEqual([0, undefined]);
});

test('a rejected proxy ticket leaves the login alone that has none', async () => {
  const [browser, ticket] = [new TestBrowser(), world.portal.tickets.issue('alice')];
  await open(browser, world.message({ ticket }));
  expect(await open(browser, world.message({ ticket, cookies: { [PROXY_TICKET]: 'dead' } }))).toBe('proxy-user-denied');
  expect([await userOf(browser), errors]).toEqual(['alice', []]);
});

test('the rejected proxy ticket of the login ends it', async () => {
  await app.close();
  await start({ forwardCookies: ['entry'] });
  const [browser, ticket] = [new TestBrowser(), world.portal.tickets.issue('alice')];
  const proxyTicket = world.portal.tickets.issueProxy('alice', 'hadoop');
  await open(browser, world.message({ ticket, cookies: { [PROXY_TICKET]: proxyTicket } }));
  world.portal.tickets.kill(proxyTicket);
  const message = world.message({ ticket, cookies: { [PROXY_TICKET]: proxyTicket, entry: 'another' } });
  expect(await open(browser, message)).toBe('proxy-user-denied');
  expect([await userOf(browser), browser.jar.size]).toEqual([undefined, 0]);
});

test('a rejected proxy ticket leaves the login alone that has another one', async () => {
  const [browser, ticket] = [new TestBrowser(), world.portal.tickets.issue('alice')];
  const proxyTicket = world.portal.tickets.issueProxy('alice', 'hadoop');
  await open(browser, world.message({ ticket, cookies: { [PROXY_TICKET]: proxyTicket } }));
  expect(await open(browser, world.message({ ticket, cookies: { [PROXY_TICKET]: 'dead' } }))).toBe('proxy-user-denied');
  expect(await userOf(browser)).toBe('hadoop');
});

test('a rejected ticket ends the login whatever the proxy ticket', async () => {
  const [browser, ticket] = [new TestBrowser(), world.portal.tickets.issue('alice')];
  const proxyTicket = world.portal.tickets.issueProxy('alice', 'hadoop');
  await open(browser, world.message({ ticket, cookies: { [PROXY_TICKET]: proxyTicket } }));
  world.portal.tickets.kill(ticket);
  expect(await open(browser, world.message({ ticket }))).toBe('ticket-rejected');
  expect(await userOf(browser)).toBeUndefined();
});

test('what cannot be cleared away is told to the log, and the refusal is the same', async () => {
  await app.close();
  await start({
    interceptor: {
      isUserExistInSession: () => true,
      getUser: () => 'alice',
      addUserToRequest: () => [],
      removeUser: () => {
        throw Object.assign(new Error('secret text'), { code: 'EDOWN' });
      },
    },
  });
  const [browser, ticket] = [new TestBrowser(), world.portal.tickets.issue('alice')];
  await open(browser, world.message({ ticket }));
  world.portal.tickets.kill(ticket);
  expect(await open(browser, world.message({ ticket, cookies: { [PROXY_TICKET]: 'dead' } }))).toBe('ticket-rejected');
  expect(errors).toEqual([
    expect.stringMatching(
      /^A login whose ticket was rejected could not be cleared away whole\. \{"requestId":"[\w-]{12}",/,
    ),
  ]);
  expect(errors.join()).not.toContain('secret text');
});
