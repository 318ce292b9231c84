/** What an interceptor may answer, and what it is told (design.md section 7). */
import express from 'express';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ssoPluginFilter } from '../../src/adapters/express.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { DSSMsg } from '../../src/message/dss-msg.js';
import type { DSSUser } from '../../src/plugin/dss-user.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import type { InterceptorContext } from '../../src/plugin/user-interceptor.js';
import { appUserInterceptor } from '../support/app-user.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, PROXY_TICKET, SECRET, TICKET, type World } from '../support/world.js';

let world: World;
let app: RunningApp;
const lines: string[] = [];
const keep = (line: string): void => void lines.push(line);
beforeEach(async () => {
  lines.length = 0;
  world = await createWorld();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

async function start(changed: object = {}, options: Partial<SSOPluginOptions<never>> = {}): Promise<TestBrowser> {
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    logger: { debug: keep, info: keep, warn: keep, error: keep },
    interceptor: { ...appUserInterceptor, ...changed },
    ...options,
  });
  return new TestBrowser();
}

const open = (browser: TestBrowser, message = world.message()): ReturnType<TestBrowser['get']> =>
  browser.get(`${app.url}/?${message}`);
const userOf = async (browser: TestBrowser): Promise<unknown> =>
  (await browser.get(`${app.url}/`)).json<Seen>().user?.userName;

test.each([1, 'yes', 'true', null, undefined, {}])('isUserExistInSession must not answer %p', async (answer) => {
  let isBroken = false;
  const browser = await start({
    isUserExistInSession: (req: unknown, ctx: InterceptorContext) =>
      isBroken ? answer : appUserInterceptor.isUserExistInSession(req, ctx),
  });
  await open(browser);
  isBroken = true;
  const refused = await browser.get(`${app.url}/`);
  expect([refused.status, refused.json()['code']]).toEqual([500, 'interceptor-failed']);
  expect(lines.join('\n')).toContain("isUserExistInSession must answer true, false or 'invalid'");
});

test("with 'invalid' the request has no user, and the login goes on", async () => {
  let isInvalid = false;
  const browser = await start({
    isUserExistInSession: (req: unknown, ctx: InterceptorContext) =>
      isInvalid ? 'invalid' : appUserInterceptor.isUserExistInSession(req, ctx),
  });
  await open(browser);
  isInvalid = true;
  expect(await userOf(browser)).toBeUndefined();
  isInvalid = false;
  expect(await userOf(browser)).toBe('alice');
});

test.each([undefined, null, ''])('getUser may answer %p: the app has nobody', async (name) => {
  const browser = await start({ isUserExistInSession: () => true, getUser: () => name }, { onUserSwitch: 'refuse' });
  expect((await open(browser)).status).toBe(200);
});

test.each([7, {}, ['alice']])('getUser must not answer %p', async (name) => {
  const browser = await start({ isUserExistInSession: () => true, getUser: () => name });
  const refused = await open(browser);
  expect([refused.status, refused.json()['code']]).toEqual([500, 'interceptor-failed']);
  expect(lines.join('\n')).toContain('getUser must answer a name, or undefined');
});

test.each([7, {}, 'app_user=alice'])('addUserToRequest must not answer %p', async (cookies) => {
  const browser = await start({ addUserToRequest: () => cookies });
  const refused = await open(browser);
  expect([refused.status, refused.json()['code'], browser.jar.size]).toEqual([500, 'interceptor-failed', 0]);
  expect(lines.join('\n')).toContain('an interceptor must answer with a list of cookies');
});

test('a cookie that cannot be one is told of by its fault', async () => {
  const browser = await start({ addUserToRequest: () => [{ name: 'a b', value: 'x' }] });
  expect((await open(browser)).json()['code']).toBe('interceptor-failed');
  expect(lines.join('\n')).toContain('a cookie needs a name of token characters');
});

test('an error of the interceptor is told of with its cause, and not with its text', async () => {
  const browser = await start({
    provision: () => Promise.reject(Object.assign(new RangeError('secret text'), { code: 'EDOWN' })),
  });
  expect((await open(browser)).json()['code']).toBe('interceptor-failed');
  const log = lines.join('\n');
  expect(log).toContain('The interceptor of the app failed: provision threw an error.');
  expect(log).toContain('"cause":{"name":"RangeError","code":"EDOWN"}');
  expect(log).not.toContain('secret text');
});

test.each<[string, object, boolean]>([
  ['for a part of the app', { path: '/x' }, true],
  ['that no other site may bring', { sameSite: 'strict' }, true],
  ['for the whole app', {}, false],
  ['for the whole app, said so', { path: '/', sameSite: 'lax' }, false],
])('a user cookie %s is warned of: %#', async (_what, place, isWarned) => {
  const browser = await start({ addUserToRequest: () => [{ name: 'app_user', value: 'x', ...place }] });
  await open(browser);
  expect(lines.some((line) => line.includes('app_user'))).toBe(isWarned);
});

test('the app is told its name, and only where it has one', async () => {
  const told: object[] = [];
  const changed = {
    addUserToRequest: (user: DSSUser, _req: unknown, ctx: InterceptorContext) => {
      told.push(ctx);
      return appUserInterceptor.addUserToRequest(user);
    },
  };
  await open(await start(changed, { appName: 'tool' }));
  await app.close();
  await open(await start(changed));
  expect(told[0]).toHaveProperty('appName', 'tool');
  expect(told[1]).not.toHaveProperty('appName');
  expect(told[0]).toHaveProperty('dssUrl', world.dssUrl);
});

test('a renewed cookie is set, and none where there is nothing to renew', async () => {
  const answers: unknown[] = [[{ name: 'app_user', value: 'renewed' }], undefined];
  const browser = await start({ renewUser: () => answers.shift() });
  await open(browser);
  expect((await browser.get(`${app.url}/`)).setCookies).toEqual([expect.stringContaining('app_user=renewed')]);
  expect((await browser.get(`${app.url}/`)).setCookies).toEqual([]);
});

test('what happened is counted', async () => {
  const browser = await start();
  await open(browser);
  await open(browser, world.message({ user: 'bob' }));
  await open(browser, world.message({ ticket: 'dead' }));
  await browser.get(`${app.url}/logout`);
  await browser.get(`${app.url}/logout`);
  expect(app.filter.stats()).toMatchObject({
    ...{ logins: 1, switches: 1, logouts: 1 },
    refusals: { 'ticket-rejected': 1 },
  });
});

describe('an interceptor of a DSS component', () => {
  let messages: DSSMsg[];
  const startInternal = (options: Partial<SSOPluginOptions<never>> = {}): Promise<TestBrowser> => {
    messages = [];
    const { isUserExistInSession, getUser } = appUserInterceptor;
    return start(
      {},
      {
        ...options,
        interceptor: {
          isUserExistInSession,
          getUser,
          addCookiesToRequest: (message: DSSMsg, { effectiveUser }: DSSUser) => {
            messages.push(message);
            return [...message.cookies]
              .map(([name, value]) => ({ name, value }))
              .concat({
                name: 'app_user',
                value: effectiveUser,
              });
          },
        } as never,
      },
    );
  };

  test('gets the message as it was checked, and of it only what is there', async () => {
    const browser = await startInternal();
    await open(browser, world.message({ appName: 'tool', redirect: '/in', ticket: 'dead' }));
    const ticket = world.portal.tickets.issue('alice');
    await browser.get(
      `${app.url}/?dssurl=${encodeURIComponent(world.dssUrl)}&cookies=${TICKET}%3D${encodeURIComponent(ticket)}`,
    );
    await open(browser, world.message({ appName: 'tool', redirect: '/in', ticket, workspace: 'dev' }));
    expect(messages).toHaveLength(2);
    expect({ ...messages[0], cookies: undefined }).toStrictEqual({ dssUrl: world.dssUrl, cookies: undefined });
    expect({ ...messages[1], cookies: undefined }).toStrictEqual({
      dssUrl: world.dssUrl,
      workspaceName: 'dev',
      appName: 'tool',
      redirectUrl: '/in',
      cookies: undefined,
    });
  });

  test('keeps no cookie of the former message that the new one does not have', async () => {
    const browser = await startInternal();
    await open(browser, world.message({ proxyUser: 'hadoop' }));
    expect(browser.jar.has(PROXY_TICKET)).toBe(true);
    await open(browser);
    expect([browser.jar.has(PROXY_TICKET), browser.jar.has(TICKET)]).toEqual([false, true]);
  });
});

test('a login knows the name of the app its message was for, if there was one', async () => {
  const names: (string | undefined)[] = [];
  const browser = await start();
  const express5 = express();
  const sso = ssoPluginFilter({
    gateways: world.dssUrl,
    secret: SECRET,
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  });
  express5.use(sso);
  express5.use((req, res) => {
    names.push(req.dss === undefined ? 'nobody' : (req.dss.appName ?? 'none'));
    res.end();
  });
  const server = express5.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  for (const message of [world.message({ appName: 'tool' }), undefined, world.message(), undefined]) {
    await browser.get(message === undefined ? url : `${url}?${message}`);
  }
  server.close();
  await sso.filter.close();
  expect(names).toEqual(['tool', 'tool', 'none', 'none']);
});
