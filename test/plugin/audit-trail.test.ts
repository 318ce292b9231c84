/** What an auditor can read from the events: who, where, by which gateway and ticket (security notes, section 13). */
import { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { LoginEvent } from '../../src/plugin/login-events.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import type { InterceptorContext } from '../../src/plugin/user-interceptor.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const events: LoginEvent[] = [];
const apps: RunningApp[] = [];
let world: World;

async function start(options: Partial<SSOPluginOptions<never>> = {}): Promise<RunningApp> {
  const app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    onEvent: (event) => events.push(event),
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    ...options,
  });
  apps.push(app);
  return app;
}

function last(): LoginEvent | undefined {
  return events.at(-1);
}

beforeEach(async () => {
  events.length = 0;
  world = await createWorld();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  await world.close();
});

describe('the event of a refusal', () => {
  test('names gateway and ticket as soon as they are known to be ones of ours', async () => {
    const app = await start({ appName: 'demo' });
    const ticket = world.portal.tickets.issue('alice');
    const browser = new TestBrowser();
    const refused = async (message: string): Promise<LoginEvent | undefined> => {
      expect((await browser.get(`${app.url}/?${message}`)).status).toBeGreaterThanOrEqual(400);
      return last();
    };
    await browser.get(`${app.url}/?${world.message({ ticket })}`);
    const ticketRef = last()?.ticketRef;

    const stranger = await refused(world.message({ ticket, dssUrl: 'https://evil.example' }));
    expect(stranger).not.toHaveProperty('gateway');
    expect(stranger).not.toHaveProperty('ticketRef');
    expect(await refused(world.message({ ticket: '' }))).not.toHaveProperty('ticketRef');
    expect(last()).toMatchObject({ code: 'ticket-missing', gateway: world.dssUrl });
    for (const [code, message] of [
      ['app-mismatch', world.message({ ticket, appName: 'other' })],
      ['redirect-denied', world.message({ ticket, redirect: 'https://evil.example/' })],
    ] as const) {
      expect(await refused(message)).toMatchObject({ code, gateway: world.dssUrl, ticketRef });
      expect(last()).not.toHaveProperty('user');
    }
    const dead = await refused(world.message({ ticket: 'dead' }));
    expect(dead).toMatchObject({ code: 'ticket-rejected', gateway: world.dssUrl });
    expect(dead?.ticketRef).not.toBe(ticketRef);
    expect(dead).not.toHaveProperty('user');
  });

  test('names the user the gateway vouched for, and the workspace', async () => {
    const app = await start({ onUserSwitch: 'refuse' });
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message()}`);
    const refused = await browser.get(`${app.url}/?${world.message({ user: 'bob', workspaceId: 224 })}`, {
      headers: PAGE_LOAD,
    });
    expect(refused.status).toBe(403);
    expect(last()).toMatchObject({
      ...{ type: 'refusal', code: 'user-switch-denied', gateway: world.dssUrl },
      user: { userName: 'bob' },
      workspace: { name: 'bdap', id: 224, verified: false },
    });
  });

  test('names the login whose request it was', async () => {
    const app = await start();
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message({ proxyUser: 'hadoop' })}`);
    const { ticketRef } = events[0] ?? {};
    world.portal.faults = { status: 500, envelopeStatus: 2 };
    advance(900_000);
    expect((await browser.get(`${app.url}/`)).status).toBe(502);
    expect(last()).toMatchObject({
      ...{ type: 'refusal', code: 'gateway-error', gateway: world.dssUrl, ticketRef },
      user: { userName: 'alice', proxyUser: 'hadoop' },
      workspace: { name: 'bdap', verified: false },
    });
  });
});

test('a login that outlived maxLifetime is told of once, however many copies of its cookie come back', async () => {
  const app = await start({ maxLifetime: 3_600_000, revalidateAfter: false });
  const browser = new TestBrowser();
  await browser.open(`${app.url}/?${world.message()}`);
  const jar = [...browser.jar];
  advance(3_600_000);
  for (let copies = 0; copies < 3; copies += 1) {
    const copy = new TestBrowser();
    for (const [name, value] of jar) copy.jar.set(name, value);
    expect((await copy.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
  }
  expect(events.map(({ type }) => type)).toEqual(['login', 'logout']);
});

describe('endLogins', () => {
  const types = (): string[] => events.map(({ type }) => type);

  test('is told of once for each login, where that login is next seen', async () => {
    const app = await start();
    const [one, two] = [new TestBrowser(), new TestBrowser()];
    for (const browser of [one, two]) await browser.open(`${app.url}/?${world.message()}`);
    const copy = new TestBrowser();
    for (const [name, value] of one.jar) copy.jar.set(name, value);
    await app.filter.endLogins('alice');
    expect(types()).toEqual(['login', 'login']);

    await one.get(`${app.url}/`);
    expect(last()).toMatchObject({ type: 'logout', user: { userName: 'alice' }, ticketRef: events[0]?.ticketRef });
    for (const browser of [one, copy, two, two]) await browser.get(`${app.url}/`);
    expect(types()).toEqual(['login', 'login', 'logout', 'logout']);
    expect(app.filter.stats().logouts).toBe(2);
  });

  test('ends a login from a clock that is ahead: nobody can tell which came first', async () => {
    const app = await start();
    const browser = new TestBrowser();
    advance(60_000);
    await browser.open(`${app.url}/?${world.message()}`);
    advance(-60_000);
    await app.filter.endLogins('alice');
    expect((await browser.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
  });

  test('is told of where the next message finds the ended login', async () => {
    const app = await start();
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message()}`);
    await app.filter.endLogins('alice');
    advance(1);
    await browser.open(`${app.url}/?${world.message()}`);
    expect(types()).toEqual(['login', 'logout', 'login']);
  });

  test('ends the logins of those who act as this user, too, and no others', async () => {
    const app = await start();
    const [asHadoop, asHerself] = [new TestBrowser(), new TestBrowser()];
    await asHadoop.open(`${app.url}/?${world.message({ proxyUser: 'hadoop' })}`);
    await asHerself.open(`${app.url}/?${world.message()}`);
    await app.filter.endLogins('hadoop');
    expect((await asHadoop.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
    expect((await asHerself.get(`${app.url}/`)).json<Seen>().user?.userName).toBe('alice');
  });
});

test('an interceptor is told which gateway vouched for the user: two of them may each have an alice', async () => {
  const other = await createWorld();
  const told: (string | undefined)[] = [];
  const own = jwtCookieInterceptor({ secret: SECRET });
  const note = (ctx: InterceptorContext): void => void told.push(ctx.dssUrl);
  const app = await start({
    gateways: [world.dssUrl, other.dssUrl],
    interceptor: {
      ...own,
      provision(_user, ctx) {
        note(ctx);
      },
      addUserToRequest(user, req, ctx) {
        note(ctx);
        return own.addUserToRequest(user, req, ctx);
      },
    },
  });
  await new TestBrowser().open(`${app.url}/?${world.message()}`);
  await new TestBrowser().open(`${app.url}/?${other.message()}`);
  expect(told).toEqual([world.dssUrl, world.dssUrl, other.dssUrl, other.dssUrl]);
  await other.close();
});

test('endLogins needs a name', async () => {
  const filter = new SSOPluginFilter({ gateways: world.dssUrl, interceptor: jwtCookieInterceptor({ secret: SECRET }) });
  await expect(filter.endLogins(undefined as never)).rejects.toThrow(TypeError);
});
