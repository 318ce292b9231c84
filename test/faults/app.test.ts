/** What fails in the app itself while somebody logs in: session store, provisioning, logger and listeners. */
import session from 'express-session';
import { UserRejectedError } from '../../src/errors.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { sessionInterceptor } from '../../src/interceptors/session-interceptor.js';
import { TestBrowser } from '../support/client.js';
import { SECRET } from '../support/world.js';
import { expectDocumented } from './documented.js';
import { startFaultGateway, type FaultGateway } from './fault-gateway.js';
import { codeOf, loggedIn, startFaultyApp, type FaultyApp } from './faulty-app.js';

let gateway: FaultGateway;
let app: FaultyApp;
let isBroken: boolean;

beforeEach(async () => {
  gateway = await startFaultGateway();
  isBroken = false;
});
afterEach(async () => {
  await app.close();
  await gateway.stop();
});

/** Works until it is broken. */
class FailingSessionStore extends session.MemoryStore {
  override set(id: string, data: session.SessionData, done?: (error?: unknown) => void): void {
    if (isBroken) done?.(new Error('the session store is away'));
    else super.set(id, data, done);
  }
}

async function refusal(browser: TestBrowser, user: string): Promise<[number, string | undefined]> {
  const answer = await app.click(browser, gateway.message(user));
  return [answer.status, codeOf(answer)];
}

test('the session store fails at a login: 500, nobody in; the next click after it works logs in', async () => {
  app = await startFaultyApp(
    { gateways: gateway.url, interceptor: sessionInterceptor() },
    { session: { store: new FailingSessionStore() } },
  );
  isBroken = true;
  const browser = new TestBrowser();
  expect(await refusal(browser, 'alice')).toEqual([500, 'session-unavailable']);
  expectDocumented('F11', app.lines);
  isBroken = false;
  expect(await app.userOf(browser)).toBeUndefined();
  expect(await app.userOf(await loggedIn(app, gateway.message('alice')))).toBe('alice');
});

test('the session store fails when another user comes: neither of them is in afterwards', async () => {
  app = await startFaultyApp(
    { gateways: gateway.url, interceptor: sessionInterceptor() },
    { session: { store: new FailingSessionStore() } },
  );
  const browser = await loggedIn(app, gateway.message('alice'));
  const before = browser.jar.get('connect.sid') ?? '';
  isBroken = true;
  expect(await refusal(browser, 'bob')).toEqual([500, 'session-unavailable']);
  isBroken = false;
  expect(await app.userOf(browser)).toBeUndefined();
  browser.jar.set('connect.sid', before);
  expect(await app.userOf(browser)).toBeUndefined();
});

test.each<[string, Error, number, string, string]>([
  ['fails', new Error('the user table is locked'), 500, 'interceptor-failed', 'F12'],
  ['has no place for the user', new UserRejectedError('no licence is left'), 403, 'provision-failed', 'F13'],
])(
  'provisioning %s: the message is refused, and the login the browser had goes on',
  async (_what, error, status, code, row) => {
    const findOrCreateUser = (): Promise<undefined> => (isBroken ? Promise.reject(error) : Promise.resolve(undefined));
    app = await startFaultyApp({
      gateways: gateway.url,
      interceptor: jwtCookieInterceptor({ secret: SECRET, findOrCreateUser }),
    });
    const browser = await loggedIn(app, gateway.message('alice'));
    isBroken = true;
    expect(await refusal(browser, 'bob')).toEqual([status, code]);
    expect(await app.userOf(browser)).toBe('alice');
    expectDocumented(row, app.lines);
    isBroken = false;
    expect(await app.userOf(await loggedIn(app, gateway.message('bob')))).toBe('bob');
  },
);

test('the logger throws: logins and refusals are what they were', async () => {
  const fail = (): never => {
    throw new Error('no space left on device');
  };
  app = await startFaultyApp({
    gateways: gateway.url,
    logger: { debug: fail, info: fail, warn: fail, error: fail },
  });
  const browser = await loggedIn(app, gateway.message('alice'));
  expect(await app.userOf(browser)).toBe('alice');
  gateway.dead.add('ticket-of-bob');
  expect(await refusal(new TestBrowser(), 'bob')).toEqual([401, 'ticket-rejected']);
});

test('onEvent and errorPage throw: logins and refusals are what they were, and the log tells', async () => {
  const fail = (): never => {
    throw new Error('the audit trail is away');
  };
  app = await startFaultyApp({ gateways: gateway.url, onEvent: fail, errorPage: fail });
  expect(await app.userOf(await loggedIn(app, gateway.message('alice')))).toBe('alice');
  gateway.dead.add('ticket-of-bob');
  expect(await refusal(new TestBrowser(), 'bob')).toEqual([401, 'ticket-rejected']);
  expectDocumented('F14', app.lines);
});
