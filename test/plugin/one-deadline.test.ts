/** A message is verified by one deadline, and by all answers together. */
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { cookieOf, reply, TICKET } from '../gateway/double.js';
import { startHttp, type TestServer } from '../outbound/servers.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { TestBrowser, type Answer } from '../support/client.js';
import { SECRET } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const TIMEOUT = 4_000;
/** ms the gateway takes for the calls that have these paths. */
const slow = new Map<string, number>();
let isDead: boolean;
let onCall: ((path: string) => void) | undefined;
let gateway: TestServer;
let app: RunningApp;
let browser: TestBrowser;

beforeEach(async () => {
  slow.clear();
  isDead = false;
  onCall = undefined;
  browser = new TestBrowser();
  gateway = await startHttp((request, response) => {
    const path = (request.url ?? '').replace(/^.*\//, '').replace(/\?.*/, '');
    advance(slow.get(path) ?? 0);
    onCall?.(path);
    const user = cookieOf(request, TICKET);
    if (path === 'userInfo') reply(response, 200, 0, { userName: user });
    else if (isDead) reply(response, 401, -1, {});
    else if (path === 'workspaces') reply(response, 200, 0, { workspaces: [{ id: 224, name: 'bdap' }] });
    else reply(response, 200, 0, { users: { accessUsers: [user] } });
  });
  await start({ verifyWorkspace: true });
});
afterEach(async () => {
  await app.close();
  await gateway.close();
});

async function start({ verifyWorkspace }: { verifyWorkspace: boolean }): Promise<void> {
  const ignore = (): void => undefined;
  app = await startExpressApp({
    gateways: gateway.url,
    secret: SECRET,
    verifyWorkspace,
    gateway: { timeout: TIMEOUT },
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  });
}

const open = (workspace = ''): Promise<Answer> => {
  const message = `dssurl=${encodeURIComponent(gateway.url)}&cookies=${TICKET}%3Dalice${workspace}`;
  return browser.get(`${app.url}/?${message}`);
};
const callsOf = (path: string): number => gateway.requests.filter((request) => request.includes(path)).length;
const userNow = async (): Promise<string | undefined> => (await browser.get(`${app.url}/`)).json<Seen>().user?.userName;

test('a ticket that took all the time leaves none for the workspace', async () => {
  slow.set('userInfo', TIMEOUT);
  const answer = await open('&workspace=bdap');
  expect(answer.json()['code']).toBe('gateway-timeout');
  expect(callsOf('workspaces')).toBe(0);
});

test('a ticket that took less leaves the rest', async () => {
  slow.set('userInfo', TIMEOUT - 1_000);
  expect((await open('&workspace=bdap')).json<Seen>().workspace).toEqual({ name: 'bdap', id: 224, verified: true });
});

test('a ticket that has to be asked for twice, because logins were ended meanwhile, has one deadline for both', async () => {
  onCall = () => void app.filter.endLogins('alice');
  slow.set('userInfo', TIMEOUT);
  expect((await open()).json()['code']).toBe('gateway-timeout');
  expect(callsOf('userInfo')).toBe(1);
});

test('the workspace by name and its users are asked for by one deadline, too', async () => {
  await app.close();
  await start({ verifyWorkspace: false });
  await open('&workspace=bdap');
  slow.set('workspaces', TIMEOUT);
  expect((await browser.get(`${app.url}/users`)).json()).toEqual({ code: 'gateway-timeout' });
  expect(callsOf('getAllWorkspaceUsers')).toBe(0);
});

describe('a ticket that dies before the workspace is asked for', () => {
  beforeEach(async () => {
    await open();
    expect(await userNow()).toBe('alice');
    isDead = true;
    expect((await open('&workspace=bdap')).json()['code']).toBe('ticket-rejected');
  });

  test('ends the login that stands on it', async () => {
    expect(await userNow()).toBeUndefined();
    expect([...browser.jar.keys()]).toEqual([]);
  });

  test('is not believed any more, but asked for anew', async () => {
    await open();
    expect(callsOf('userInfo')).toBe(2);
  });
});
