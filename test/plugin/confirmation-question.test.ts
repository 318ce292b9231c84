/** A login is confirmed by the question that made it, and by the same answer (security.md section 9). */
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { cookieOf, PROXY_TICKET, reply, TICKET } from '../gateway/double.js';
import { startHttp, type TestServer } from '../outbound/servers.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { advance } from '../support/clock.js';
import { SECRET } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const REVALIDATE_AFTER = 300_000;
const ENTRY = 'linkis_entry';

let gateway: TestServer;
let app: RunningApp;
let browser: TestBrowser;
/** Of each call. */
let cookies: (string | undefined)[];
let userName: string;
let proxyUser: string | undefined;
/** Resolves when a call may be answered. */
let held: Promise<void> | undefined;
let heard: (() => void) | undefined;

beforeEach(async () => {
  [cookies, userName, proxyUser, held, heard] = [[], 'alice', 'hadoop', undefined, undefined];
  browser = new TestBrowser();
  gateway = await startHttp((request, response) => {
    cookies.push(request.headers.cookie);
    heard?.();
    void Promise.resolve(held).then(() => {
      if (cookieOf(request, PROXY_TICKET) === undefined) reply(response, 200, 0, { userName });
      else if (proxyUser === undefined) reply(response, 400, 1, {}, 'errCode: 60050 ,desc: no proxy user');
      else reply(response, 200, 0, { userName, proxyUser });
    });
  });
  app = await startExpressApp({
    gateways: gateway.url,
    secret: SECRET,
    forwardCookies: [ENTRY],
    revalidateAfter: REVALIDATE_AFTER,
    verifyProxyUser: false,
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  });
});
afterEach(async () => {
  await app.close();
  await gateway.close();
});

async function logIn(more = ''): Promise<void> {
  const text = `${TICKET}=t;${ENTRY}=e;dss_user_name=alice${more}`;
  await browser.get(`${app.url}/?dssurl=${encodeURIComponent(gateway.url)}&cookies=${encodeURIComponent(text)}`);
  expect(await userOf()).toBe(more === '' ? 'alice' : 'hadoop');
  cookies = [];
  advance(REVALIDATE_AFTER + 1);
}

async function userOf(): Promise<string | undefined> {
  return (await browser.get(`${app.url}/`)).json<Seen>().user?.effectiveUser;
}

test('a login without a proxy ticket sends its ticket and the forwarded cookies, and no others', async () => {
  await logIn();
  expect(await userOf()).toBe('alice');
  expect(cookies).toEqual([`${TICKET}=t; ${ENTRY}=e`]);
});

test('a login with a proxy ticket sends that, too', async () => {
  await logIn(`;${PROXY_TICKET}=p`);
  expect(await userOf()).toBe('hadoop');
  expect(cookies.map((header) => header?.split('; ').sort())).toEqual([
    [`${PROXY_TICKET}=p`, `${ENTRY}=e`, `${TICKET}=t`].sort(),
  ]);
});

test.each<[string, string, () => void]>([
  ['of another user', '', () => (userName = 'bob')],
  ['of another proxy user', `;${PROXY_TICKET}=p`, () => (proxyUser = 'root')],
  ['that denies the proxy user', `;${PROXY_TICKET}=p`, () => (proxyUser = undefined)],
])('an answer %s ends it', async (_what, more, change) => {
  await logIn(more);
  change();
  expect(await userOf()).toBeUndefined();
  [userName, proxyUser] = ['alice', 'hadoop'];
  expect(await userOf()).toBeUndefined();
});

test('who logs out while the gateway is asked is out for the request that waits, too', async () => {
  await logIn();
  const other = new TestBrowser();
  for (const [name, value] of browser.jar) other.jar.set(name, value);
  let answer = (): void => undefined;
  held = new Promise((resolve) => (answer = resolve));
  const asked = new Promise<void>((resolve) => (heard = resolve));
  const waiting = userOf();
  await asked;
  await app.filter.endLogins('alice');
  answer();
  expect(await waiting).toBeUndefined();
  expect((await other.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
});
