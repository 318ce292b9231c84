/** What is told to the app and to the log, and what never is (security notes, section 13). */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { inspect } from 'node:util';
import { isSSOError, UserRejectedError } from '../../src/errors.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { createLogger } from '../../src/logger.js';
import { createEmitter, createTicketRef, LOGIN_EVENT_CHANNEL, type LoginEvent } from '../../src/plugin/login-events.js';
import { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { ask, PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, PROXY_TICKET, SECRET, TICKET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const lines: string[] = [];
const LOGGER = {
  debug: (line: string) => void lines.push(`debug ${line}`),
  info: (line: string) => void lines.push(`info ${line}`),
  warn: (line: string) => void lines.push(`warn ${line}`),
  error: (line: string) => void lines.push(`error ${line}`),
};
const events: LoginEvent[] = [];
const apps: RunningApp[] = [];
let world: World;

async function start(options: Partial<SSOPluginOptions<never>> = {}, more: object = {}): Promise<RunningApp> {
  const app = await startExpressApp(
    {
      gateways: world.dssUrl,
      secret: SECRET,
      logger: LOGGER,
      onEvent: (event) => events.push(event),
      interceptor: jwtCookieInterceptor({ secret: SECRET }),
      ...options,
    },
    more,
  );
  apps.push(app);
  return app;
}

beforeEach(async () => {
  lines.length = 0;
  events.length = 0;
  world = await createWorld();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await world.close();
});

describe('an event', () => {
  const emitTo = (onEvent?: (event: LoginEvent) => void) => createEmitter(onEvent, createLogger(LOGGER));

  test('is frozen, has its time, and is one line of the log', () => {
    emitTo((event) => events.push(event))({ type: 'login', requestId: 'r', user: { userName: 'a"\n\u001b[31mb' } });
    const [event] = events;
    expect(event?.at).toBeInstanceOf(Date);
    expect(Object.isFrozen(event)).toBe(true);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse((lines[0] ?? '').slice('info DSS login '.length))).toMatchObject({
      type: 'login',
      requestId: 'r',
    });
  });

  test('reaches the log and the channel even if the listener throws; the log tells, without the text of the error', () => {
    const heard: unknown[] = [];
    const hear = (event: unknown): void => void heard.push(event);
    subscribe(LOGIN_EVENT_CHANNEL, hear);
    emitTo(() => {
      throw new Error('secret of the listener');
    })({ type: 'logout', requestId: 'r' });
    unsubscribe(LOGIN_EVENT_CHANNEL, hear);
    expect(heard).toEqual([expect.objectContaining({ type: 'logout' })]);
    expect(lines).toHaveLength(2);
    expect(lines.join('\n')).toMatch(/onEvent/);
    expect(lines.join('\n')).not.toContain('secret of the listener');
  });

  test('is published on the channel dss-sso:event as the listener gets it', () => {
    const heard: unknown[] = [];
    const hear = (event: unknown): void => void heard.push(event);
    expect(LOGIN_EVENT_CHANNEL).toBe('dss-sso:event');
    subscribe('dss-sso:event', hear);
    emitTo((event) => events.push(event))({ type: 'login', requestId: 'r' });
    unsubscribe('dss-sso:event', hear);
    expect(heard[0]).toBe(events[0]);
  });

  test('names a ticket by 8 hexadecimal digits, the same in this process and others elsewhere', () => {
    const [here, elsewhere] = [createTicketRef(), createTicketRef()];
    expect(here('ticket')).toMatch(/^[0-9a-f]{8}$/);
    expect(here('ticket')).toBe(here('ticket'));
    expect(here('other')).not.toBe(here('ticket'));
    expect(elsewhere('ticket')).not.toBe(here('ticket'));
  });
});

describe('the life of a login', () => {
  const KNOWN = ['type', 'at', 'user', 'workspace', 'code', 'gateway', 'ticketRef', 'requestId'];

  test('is told by events of one shape, one line each', async () => {
    const app = await start({ grace: 600_000 });
    const [browser, ticket] = [new TestBrowser(), world.portal.tickets.issue('alice')];
    const open = (message: string) => browser.open(`${app.url}/?${message}`);
    await open(world.message({ ticket, workspaceId: 224, proxyUser: 'hadoop' }));
    await open(world.message({ ticket }));
    await open(world.message({ ticket, workspace: 'dev' }));
    advance(301_000);
    await browser.get(`${app.url}/`);
    advance(301_000);
    world.portal.faults = { status: 500, envelopeStatus: 2 };
    await browser.get(`${app.url}/`);
    world.portal.faults = {};
    await browser.get(`${app.url}/?${world.message({ ticket: 'dead' })}`);
    await browser.get(`${app.url}/logout`, { method: 'POST' });

    expect(events.map(({ type }) => type)).toEqual([
      ...['login', 'switch', 'workspace', 'revalidated', 'unconfirmed', 'refusal', 'logout'],
    ]);
    for (const event of events) {
      expect(KNOWN).toEqual(expect.arrayContaining(Object.keys(event)));
      expect(event.at).toBeInstanceOf(Date);
      expect(event.requestId).toMatch(/^[\w-]{12}$/);
      if (event.type === 'refusal') expect(event.code).toBe('ticket-rejected');
      else expect(event).toMatchObject({ user: { userName: 'alice' }, gateway: world.dssUrl });
      if (event.type === 'unconfirmed') expect(event.code).toBe('gateway-error');
    }
    expect(events[0]).toMatchObject({
      user: { userName: 'alice', proxyUser: 'hadoop' },
      workspace: { name: 'bdap', id: 224, verified: false },
    });
    const ofTicket = events.filter(({ type }) => type !== 'refusal').map(({ ticketRef }) => ticketRef);
    expect(new Set(ofTicket).size).toBe(1);
    expect(new Set(events.map(({ requestId }) => requestId)).size).toBe(events.length);
    const told = lines.filter((line) => line.startsWith('info DSS '));
    expect(told.map((line) => (JSON.parse(line.slice(line.indexOf('{'))) as LoginEvent).type)).toEqual(
      events.map(({ type }) => type),
    );
    for (const line of lines) expect(line).not.toMatch(/[\r\n]/);
  });

  test('goes on the same with a listener, a logger and an error page that throw', async () => {
    const fail = (): never => {
      throw new Error('full disk');
    };
    const app = await start({
      onEvent: fail,
      errorPage: fail,
      logger: { debug: fail, info: fail, warn: fail, error: fail },
    });
    const browser = new TestBrowser();
    expect((await browser.open(`${app.url}/?${world.message()}`)).json<Seen>().user?.userName).toBe('alice');
    const refused = await browser.get(`${app.url}/?${world.message({ ticket: 'dead' })}`, { headers: PAGE_LOAD });
    expect([refused.status, refused.text.startsWith('<!DOCTYPE html>')]).toEqual([401, true]);
    await browser.get(`${app.url}/logout`, { method: 'POST' });
    expect((await browser.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
  });

  test('tells the operator of what was refused in one line, whatever stands in it', async () => {
    const app = await start();
    for (const query of [
      world.message({ dssUrl: 'https://evil.example/%0aFAKE%20LINE' }),
      `dssurl=${encodeURIComponent('https://evil.example\nFAKE LINE')}`,
      world.message({ redirect: 'https://evil.example/\nFAKE LINE' }),
      world.message({ workspace: 'w\nFAKE LINE' }),
      `${world.message()}&appName=${encodeURIComponent('a\u2028FAKE LINE')}`,
    ]) {
      expect((await ask(app.url, `/?${query}`, {})).status).toBeGreaterThanOrEqual(400);
    }
    for (const line of lines) expect(line).not.toMatch(/[\r\n\u2028]|FAKE LINE/);
  });
});

test("the app's reason to reject a user is one line of the log, too", async () => {
  const interceptor = jwtCookieInterceptor({
    secret: SECRET,
    findOrCreateUser: () => {
      throw new UserRejectedError('no entry\ninfo DSS login {"user":{"userName":"admin"}}');
    },
  });
  const app = await start({ interceptor });
  expect((await ask(app.url, `/?${world.message()}`, {})).status).toBe(403);
  expect(lines.join(' ')).toContain('no entry');
  for (const line of lines) expect(line).not.toMatch(/[\r\n]/);
});

/** Every way a secret could be written down. */
function spellings(secret: string): string[] {
  const percent = encodeURIComponent(secret);
  return [
    secret,
    percent,
    encodeURIComponent(percent),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
  ];
}

function expectNoneOf(secrets: readonly string[], shown: string): void {
  const found = secrets.flatMap(spellings).filter((spelling) => shown.includes(spelling));
  expect(found).toEqual([]);
}

describe('secrets', () => {
  test('stand in no event, no log line, no refusal, and in nothing that is handed out, whatever goes wrong', async () => {
    const shown: string[] = [];
    const show = (value: unknown): void => {
      shown.push(inspect(value, { depth: 12, showHidden: true, getters: true }), JSON.stringify(value), String(value));
    };
    const requests: (IncomingMessage & { dss?: unknown; [key: symbol]: unknown })[] = [];
    const before = (req: IncomingMessage, _res: unknown, next: () => void): void => {
      requests.push(req as never);
      next();
    };
    const interceptor = jwtCookieInterceptor({ secret: SECRET });
    const app = await start(
      { interceptor: interceptor as never, gateway: { timeout: 300 }, appName: 'demo' },
      { before },
    );

    const ticket = world.portal.tickets.issue('alice');
    const proxyTicket = world.portal.tickets.issueProxy('alice', 'hadoop');
    const dead = 'deadTicketCanary0123456789+/==';
    const secrets = [SECRET, ticket, proxyTicket, dead, 'canary-in-text'];
    const good = world.message({ ticket, cookies: { [PROXY_TICKET]: proxyTicket }, workspaceId: 224 });

    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${good}`);
    secrets.push(...browser.jar.values());
    await browser.get(`${app.url}/users`);
    const refused = async (query: string, asked: Parameters<typeof ask>[2] = {}): Promise<void> => {
      for (const headers of [{}, PAGE_LOAD]) {
        const answer = await browser.get(`${app.url}/in?${query}`, {
          ...asked,
          headers: { ...headers, ...asked.headers },
        });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        shown.push(answer.text);
      }
    };
    await refused(world.message({ ticket: dead }));
    await refused(
      world.message({ ticket, dssUrl: 'https://u:canary-in-text@evil.example/canary-in-text?canary-in-text' }),
    );
    await refused(world.message({ ticket, dssUrl: 'https://evil.example/canary-in-text' }));
    await refused(world.message({ ticket, redirect: 'https://evil.example/canary-in-text#canary-in-text' }));
    await refused(world.message({ ticket, appName: 'canary-in-text' }));
    await refused(world.message({ ticket, workspace: 'canary-in-text\u0000' }));
    await refused(world.message({ ticket, cookies: { [PROXY_TICKET]: dead } }));
    await refused(`dssurl=${encodeURIComponent(world.dssUrl)}&cookies=canary-in-text`);
    await refused(`dssurl=${encodeURIComponent(world.dssUrl)}&cookies=${TICKET}%3D${encodeURIComponent(`${dead} x`)}`);
    await refused(`${good}&cookies=canary-in-text%3D1`);
    await refused(good, { headers: { 'sec-purpose': 'prefetch' } });
    const echo = (unknown: string): string => `errCode: 500 ${unknown} ${encodeURIComponent(unknown)}`;
    for (const faultOf of [
      (unknown: string) => ({ status: 500, body: JSON.stringify({ status: 1, message: echo(unknown), data: {} }) }),
      (unknown: string) => ({ body: `${unknown} is no JSON` }),
      () => ({ hang: true }),
    ]) {
      const unknown = `unknownTicketCanary${secrets.length}+/==`;
      secrets.push(unknown);
      world.portal.faults = faultOf(unknown);
      await refused(world.message({ ticket: unknown }));
    }
    world.portal.faults = {};
    await browser.get(`${app.url}/logout`, { method: 'POST' });

    const throwing = {
      ...interceptor,
      isUserExistInSession: () => false,
      addUserToRequest: () => Promise.reject(new Error(`${ticket} canary-in-text`)),
    };
    const broken = await start({ interceptor: throwing as never });
    shown.push((await ask(broken.url, `/?${good}`, {})).text);
    const rejecting = await start({
      interceptor: { ...interceptor, provision: () => Promise.reject(new Error(ticket)) } as never,
    });
    shown.push((await ask(rejecting.url, `/?${good}`, {})).text);
    await world.close();
    shown.push(
      (
        await ask(
          broken.url,
          `/?${world.message({ ticket: 'newTicketCanary', dssUrl: String(events[0]?.gateway) })}`,
          {},
        )
      ).text,
    );

    const logins = requests.map(({ dss }) => dss).filter((dss) => dss !== undefined);
    expect(logins.length).toBeGreaterThan(1);
    for (const value of [app.filter, app.filter.stats(), interceptor, ...logins, ...events]) show(value);
    for (const request of requests) show(request[Symbol.for('dss-sso.handled-by')]);
    for (const code of [
      'ticket-rejected',
      'gateway-error',
      'gateway-bad-answer',
      'gateway-timeout',
      'gateway-unreachable',
      'interceptor-failed',
    ]) {
      expect(events.map((event) => event.code)).toContain(code);
    }
    expectNoneOf([...secrets, 'newTicketCanary'], [...lines, ...shown].join('\n'));
    world = await createWorld();
  });

  test('stand in no error a refused option throws', () => {
    const options = {
      gateways: 'https://u:canary@dss.example.com',
      secret: [SECRET, 'canary'],
      interceptor: { canary: SECRET },
      appName: `${SECRET}\n`,
    };
    try {
      new SSOPluginFilter(options as never);
      throw new Error('no error was thrown');
    } catch (error) {
      if (!isSSOError(error)) throw error;
      expectNoneOf([SECRET, 'canary'], inspect(error, { showHidden: true, depth: 9 }) + JSON.stringify(error));
    }
  });
});
