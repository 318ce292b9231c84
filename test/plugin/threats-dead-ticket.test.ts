/** How a gateway says that a ticket is dead, to a login that is being confirmed (docs/security.md, T11), and what is no such answer. */
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { reply } from '../gateway/double.js';
import { startHttp, type TestServer } from '../outbound/servers.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { advance } from '../support/clock.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

interface Answer {
  readonly http: number;
  readonly status: number;
  readonly text: string;
  readonly data?: object;
}

const YES: Answer = { http: 200, status: 0, text: '', data: { userName: 'alice' } };
const EXPIRED = 'login failed! reason: LoginExpireException: errCode: 11002 ,desc: 您尚未登录，请先登录!';
const ignore = (): void => undefined;

let world: World;
let gateway: TestServer;
let app: RunningApp;
let answer: Answer;

beforeEach(async () => {
  answer = YES;
  world = await createWorld();
  gateway = await startHttp((_request, response) => {
    reply(response, answer.http, answer.status, answer.data ?? {}, answer.text);
  });
  app = await startExpressApp({
    gateways: gateway.url,
    secret: SECRET,
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  });
});
afterEach(async () => {
  await app.close();
  await gateway.close();
  await world.close();
});

/** Who is logged in when the confirmation that is due has got this answer. */
async function confirmedBy(given: Answer): Promise<{ user: string | undefined; browser: TestBrowser }> {
  const browser = new TestBrowser();
  await browser.open(`${app.url}/?${world.message({ dssUrl: gateway.url })}`);
  advance(300_001);
  answer = given;
  const user = (await browser.get(`${app.url}/`)).json<Seen>().user?.userName;
  expect(gateway.requests).toHaveLength(2);
  return { user, browser };
}

test.each<[string, Answer]>([
  ['HTTP 400 and status 1, with 11002 in the text', { http: 400, status: 1, text: EXPIRED }],
  ['HTTP 401 and status -1', { http: 401, status: -1, text: 'errCode: 11002' }],
  ['HTTP 200 and status -1', { http: 200, status: -1, text: '' }],
])('%s ends the login at once, for good', async (_form, given) => {
  const { user, browser } = await confirmedBy(given);
  expect(user).toBeUndefined();
  expect([...browser.jar.keys()]).toEqual([]);
  expect(app.filter.stats().logouts).toBe(1);
});

test.each<[string, Answer]>([
  ['HTTP 400 and status 1, with another number', { http: 400, status: 1, text: 'login failed! errCode: 10905' }],
  ['HTTP 500', { http: 500, status: 1, text: EXPIRED.replace('11002', '1').replace(/您.*/, '') }],
  ['a redirect', { http: 302, status: -1, text: EXPIRED }],
])('%s ends no login', async (_form, given) => {
  expect((await confirmedBy(given)).user).toBe('alice');
  expect(app.filter.stats().logouts).toBe(0);
});
