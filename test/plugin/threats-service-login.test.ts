/** Cookies that open a gateway's doors for services (docs/security.md, T6): they stand in messages and requests, and reach no gateway. */
import type { IncomingMessage } from 'node:http';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { SSOUrlBuilder } from '../../src/message/sso-url-builder.js';
import { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { cookieOf, reply } from '../gateway/double.js';
import { startHttp, type TestServer } from '../outbound/servers.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { ask, type Answer } from '../support/client.js';
import { PROXY_TICKET, SECRET, TICKET } from '../support/world.js';

/** What Linkis gateways take for a service login as any user, and for a caller of their own whose ticket needs no look-up. */
const DOORS = { 'Token-Code': 'BML-AUTH', 'Token-User': 'root', 'Token-Alive': 'true' };
const INNER = { dataworkcloud_inner_request: 'true' };
const ignore = (): void => undefined;

let gateway: TestServer;
let app: RunningApp;

afterEach(async () => {
  await app.close();
  await gateway.close();
});

/** Alice's ticket is `ticket`; every door stands open. */
async function start(options: Partial<SSOPluginOptions<never>> = {}): Promise<void> {
  gateway = await startHttp((request, response) => {
    const user = userOf(request);
    if (user === undefined) reply(response, 401, -1, {}, 'errCode: 11002');
    else if (request.url?.endsWith('/proxy/list') === true) reply(response, 200, 0, { proxyUserList: ['hadoop'] });
    else reply(response, 200, 0, { userName: user, proxyUser: 'hadoop' });
  });
  app = await startExpressApp({
    gateways: gateway.url,
    secret: SECRET,
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    ...options,
  });
}

function userOf(request: IncomingMessage): string | undefined {
  const service = cookieOf(request, 'Token-User');
  if (service !== undefined) return service;
  const isKnown = cookieOf(request, TICKET) === 'ticket' || cookieOf(request, 'dataworkcloud_inner_request') === 'true';
  return isKnown ? 'alice' : undefined;
}

/** A message with these cookies, from a browser that has them, too, and sends them as headers besides. */
function send(cookies: Readonly<Record<string, string>>): Promise<Answer> {
  const builder = new SSOUrlBuilder().setReqUrl('http://app.invalid/').setDSSUrl(gateway.url);
  for (const [name, value] of Object.entries(cookies)) builder.addCookie(name, value);
  const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  const headers = { ...DOORS, ...INNER, cookie: cookie.join('; ') };
  return ask(app.url, `/?${builder.getBuiltUrl().split('?')[1] ?? ''}`, { headers });
}

/** The names of the cookies of each call, sorted. */
function namesSent(): string[][] {
  return gateway.cookies.map((header) =>
    header
      .split('; ')
      .map((pair) => pair.split('=')[0] ?? '')
      .sort(),
  );
}

test('the gateway gets the ticket and, where it asks about it, the proxy ticket, whatever else the message holds', async () => {
  await start();
  const answer = await send({ ...DOORS, ...INNER, JSESSIONID: 'x', [TICKET]: 'ticket', [PROXY_TICKET]: 'proxy' });
  expect(answer.json<Seen>().user).toEqual({ userName: 'alice', proxyUser: 'hadoop', effectiveUser: 'hadoop' });
  expect(namesSent()).toEqual([[PROXY_TICKET, TICKET], [TICKET]]);
});

test('a dead ticket stays dead beside a cookie that leaves out the look-up, or names a service', async () => {
  await start();
  for (const [index, doors] of [INNER, DOORS].entries()) {
    const answer = await send({ ...doors, [TICKET]: `dead-${index}` });
    expect([answer.status, answer.json()['code']]).toEqual([401, 'ticket-rejected']);
  }
  expect(namesSent()).toEqual([[TICKET], [TICKET]]);
});

test('a message without a ticket is not made one by such a cookie', async () => {
  await start();
  const answer = await send({ ...DOORS, ...INNER });
  expect([answer.status, answer.json()['code']]).toEqual([401, 'ticket-missing']);
  expect(gateway.requests).toEqual([]);
});

test('forwardCookies adds the names it lists, and never one of these in any case', async () => {
  await start({ forwardCookies: ['route'] });
  await send({ ...DOORS, ...INNER, other: 'x', route: 'a', [TICKET]: 'ticket' });
  expect(namesSent()).toEqual([[TICKET, 'route']]);
  const interceptor = jwtCookieInterceptor({ secret: SECRET });
  for (const name of [...Object.keys({ ...DOORS, ...INNER }), 'token-user', 'TOKEN-CODE']) {
    expect(() => new SSOPluginFilter({ gateways: gateway.url, interceptor, forwardCookies: [name] })).toThrow(
      /forwardCookies must not have/,
    );
  }
});
