/** The same answer means different things to different questions. */
import { now } from '../../src/clock.js';
import type { GatewayClient } from '../../src/gateway/gateway-client.js';
import { startHttp, type TestServer } from '../outbound/servers.js';
import { lab, question, rejectionOf, reply, type Lab } from './double.js';

let opened: Lab;
let gateway: TestServer | undefined;
beforeEach(() => {
  opened = lab();
});
afterEach(async () => {
  opened.client.close();
  await gateway?.close();
});

type Answer = readonly [httpStatus: number, status: number, message?: string, data?: object];

/** What each call makes of an answer. */
async function codesOf([httpStatus, status, message = '', data = {}]: Answer): Promise<Record<string, string>> {
  gateway = await startHttp((_, response) => reply(response, httpStatus, status, data, message));
  const asked = question(gateway.url, 'a-ticket', { proxyTicket: 'p' });
  const ask = (call: (client: GatewayClient, deadline: number) => Promise<unknown>): Promise<string> =>
    rejectionOf(call(opened.client, now() + 5_000));
  return {
    userInfo: await ask((client, deadline) => client.userInfo(asked, deadline)),
    getProxyUser: await ask((client, deadline) => client.getProxyUser(asked, deadline)),
    proxyList: await ask((client, deadline) => client.proxyList(asked, deadline)),
    workspaces: await ask((client, deadline) => client.workspaces(asked, deadline)),
    workspaceUsers: await ask((client, deadline) => client.getAllWorkspaceUsers(asked, 224, deadline)),
  };
}

const all = (code: string): Record<string, string> => ({
  ...{ userInfo: code, getProxyUser: code, proxyList: code, workspaces: code, workspaceUsers: code },
});

test('"no proxy user" denies the proxy user to the call that asks for it, and is an error elsewhere', async () => {
  const codes = await codesOf([400, 1, 'errCode: 60050 ,desc: no proxy user']);
  expect(codes).toEqual({ ...all('gateway-error'), getProxyUser: 'proxy-user-denied' });
  expect(opened.client.stats()).toEqual({ calls: 5, failures: 4 });
});

test.each<[string, Answer, string]>([
  ['an error with another number', [400, 1, 'errCode: 60051 ,desc: x'], 'gateway-error'],
  ['a status that DSS does not have, about no proxy user', [200, 9, 'errCode: 60050'], 'gateway-bad-answer'],
  ['data of the wrong form', [200, 0], 'gateway-bad-answer'],
])('%s is a failure of each call', async (_what, answer, code) => {
  expect(await codesOf(answer)).toEqual(all(code));
  expect(opened.client.stats()).toEqual({ calls: 5, failures: 5 });
});

test('a rejected ticket is an answer, and no failure', async () => {
  expect(await codesOf([401, -1])).toEqual(all('ticket-rejected'));
  expect(opened.client.stats()).toEqual({ calls: 5, failures: 0 });
});

test.each<[number, number, string]>([
  [404, 0, 'gateway-bad-answer'],
  [500, 0, 'gateway-error'],
])(
  'HTTP %i tells how to do without the list of proxy users only where it is missing',
  async (httpStatus, status, code) => {
    const isMissing = httpStatus === 404;
    const codes = await codesOf([httpStatus, status]);
    expect(codes).toEqual({ ...all(code), proxyList: 'gateway-error' });
    const hints = opened.log.filter((line) => line.includes('verifyProxyUser: false'));
    expect(hints).toHaveLength(isMissing ? 1 : 0);
    expect(opened.client.stats()).toEqual({ calls: 5, failures: 5 });
  },
);
