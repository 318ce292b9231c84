/** Which workspace a login is in, and who else is. */
import { internalInterceptor } from '../../src/interceptors/internal-interceptor.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { LoginEvent } from '../../src/plugin/login-events.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { ask, TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type MessageOptions, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const ignore = (): void => undefined;
let world: World;
let app: RunningApp;
const events: LoginEvent[] = [];

beforeEach(async () => {
  world = await createWorld();
  events.length = 0;
});
afterEach(async () => {
  await app.close();
  await world.close();
});

async function start(options: Partial<SSOPluginOptions<never>> = {}): Promise<void> {
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    onEvent: (event) => events.push(event),
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    ...options,
  });
}

const workspaceOf = async (message: MessageOptions): Promise<unknown> => {
  const answer = await ask(app.url, `/?${world.message(message)}`, {});
  return answer.status === 200 ? answer.json<Seen>().workspace : answer.json()['code'];
};

test('without verifyWorkspace the workspace is what the message says, and says so', async () => {
  await start();
  expect(await workspaceOf({ workspace: 'of nobody', workspaceId: 999 })).toEqual({
    name: 'of nobody',
    id: 999,
    verified: false,
  });
});

test('with verifyWorkspace name and id come from the gateway, and must be of one workspace of the user', async () => {
  await start({ verifyWorkspace: true });
  expect(await workspaceOf({ workspace: 'bdap' })).toEqual({ name: 'bdap', id: 224, verified: true });
  expect(await workspaceOf({ workspace: 'dev', workspaceId: 225 })).toEqual({ name: 'dev', id: 225, verified: true });
  expect(await workspaceOf({ workspace: 'dev', workspaceId: 224 })).toBe('workspace-denied');
  expect(await workspaceOf({ workspace: 'of nobody' })).toBe('workspace-denied');
  expect(await workspaceOf({ user: 'bob', workspace: 'dev' })).toBe('workspace-denied');
  expect(await workspaceOf({ user: 'admin', workspace: 'bdap' })).toBe('workspace-denied');
});

test('with verifyWorkspace a message that has an id alone is verified by it, and one that has neither is in no workspace', async () => {
  await start({ verifyWorkspace: true });
  expect(await workspaceOf({ workspace: '', workspaceId: 225 })).toEqual({ name: 'dev', id: 225, verified: true });
  expect(await workspaceOf({ workspace: '', workspaceId: 999 })).toBe('workspace-denied');
  expect(await workspaceOf({ workspace: '', cookies: { workspaceId: '225x' } })).toBe('workspace-denied');
  expect(await workspaceOf({ workspace: '' })).toEqual({ verified: false });
});

test.each(['../../user/logout', '224&queryUserName=x', '0', '-1', '1e3', '2147483648', '007'])(
  'the workspace id %s reaches no gateway: dropped, and refused where the workspace is verified',
  async (workspaceId) => {
    await start();
    expect(await workspaceOf({ cookies: { workspaceId } })).toEqual({ name: 'bdap', verified: false });
    await app.close();
    await start({ verifyWorkspace: true });
    expect(await workspaceOf({ cookies: { workspaceId } })).toBe('workspace-denied');
    expect(world.portal.requests.some(({ path }) => path.includes(workspaceId))).toBe(false);
  },
);

test('with verifyWorkspace a component gets no cookie of a workspace that was not verified', async () => {
  await start({ verifyWorkspace: true, interceptor: internalInterceptor() as never });
  const message = world.message({
    user: 'bob',
    workspace: 'bdap',
    workspaceId: 224,
    cookies: { workspaceName: 'dev' },
  });
  const answer = await ask(app.url, `/?${message}`, {});
  expect(answer.json<Seen>().cookieHeader).toContain('workspaceName=bdap');
  expect(answer.json<Seen>().cookieHeader).not.toContain('workspaceName=dev');
});

test('the list of workspaces is asked for once per ticket', async () => {
  await start({ verifyWorkspace: true });
  const message = world.message();
  await Promise.all(Array.from({ length: 10 }, () => ask(app.url, `/?${message}`, {})));
  expect(world.calls('workspace/workspaces')).toBe(1);
  advance(60_001);
  await ask(app.url, `/?${message}`, {});
  expect(world.calls('workspace/workspaces')).toBe(2);
});

test('a gateway that cannot tell the workspaces refuses the login', async () => {
  await start({ verifyWorkspace: true });
  const message = world.message();
  await ask(app.url, `/?${world.message({ ticket: 'dead' })}`, {});
  world.portal.faults = { status: 500 };
  expect((await ask(app.url, `/?${message}`, {})).status).toBe(502);
});

test('two tabs with two workspaces share one login: the last message wins, for both, and an event tells', async () => {
  await start();
  const browser = new TestBrowser();
  const ticket = world.portal.tickets.issue('alice');
  await browser.open(`${app.url}/one?${world.message({ ticket })}`);
  await browser.open(`${app.url}/two?${world.message({ ticket, workspace: 'dev' })}`);
  for (const tab of ['/one', '/two']) {
    expect((await browser.get(app.url + tab)).json<Seen>().workspace).toMatchObject({ name: 'dev' });
  }
  expect(events.map(({ type, workspace }) => [type, workspace?.name])).toEqual([
    ['login', 'bdap'],
    ['workspace', 'dev'],
  ]);
});

describe('getWorkspaceUsers', () => {
  const users = async (message: MessageOptions): Promise<unknown> => {
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message(message)}`);
    return (await browser.get(`${app.url}/users`)).json<unknown>();
  };

  test('tells who is in the workspace, by id or by name', async () => {
    await start();
    expect(await users({ workspaceId: 224 })).toEqual(['alice', 'bob']);
    expect(await users({ workspace: 'dev' })).toEqual(['alice']);
  });

  test('does not tell of a workspace the user is not in, though a gateway would', async () => {
    await start();
    expect(await users({ user: 'bob', workspaceId: 225 })).toEqual({ code: 'workspace-denied' });
    expect(await users({ user: 'bob', workspace: 'dev' })).toEqual({ code: 'workspace-denied' });
    expect(await users({ workspace: 'of nobody' })).toEqual({ code: 'workspace-denied' });
  });

  test('asks once for many, and again when the cache is too old', async () => {
    await start();
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message({ workspaceId: 224 })}`);
    await Promise.all(Array.from({ length: 10 }, () => browser.get(`${app.url}/users`)));
    expect(world.calls('getAllWorkspaceUsers')).toBe(1);
    advance(60_001);
    await browser.get(`${app.url}/users`);
    expect(world.calls('getAllWorkspaceUsers')).toBe(2);
  });

  test("rejects with the gateway's code when it cannot be asked, and keeps nothing of that", async () => {
    await start();
    const browser = new TestBrowser();
    await browser.open(`${app.url}/?${world.message({ workspaceId: 224 })}`);
    world.portal.faults = { status: 500 };
    expect((await browser.get(`${app.url}/users`)).json()).toEqual({ code: 'gateway-error' });
    world.portal.faults = {};
    expect((await browser.get(`${app.url}/users`)).json()).toEqual(['alice', 'bob']);
  });
});
