/** What a gateway that fails does to people who log in and to those who are logged in, and how it is over when the gateway is back. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { generate } from 'selfsigned';
import { advance } from '../support/clock.js';
import { TestBrowser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { expectDocumented } from './documented.js';
import { startFaultGateway, type Certificate, type FaultGateway, type Misbehaviour } from './fault-gateway.js';
import { codeOf, loggedIn, startFaultyApp, type FaultyApp } from './faulty-app.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const REVALIDATE_AFTER = 300_000;
const GRACE = 300_000;
/** After a failed confirmation the gateway is left alone for so long. */
const RETRY_AFTER = 10_000;
/** As is one whose breaker has opened. */
const COOL_DOWN = 2_000;

let gateway: FaultGateway;
let app: FaultyApp;

beforeEach(async () => {
  gateway = await startFaultGateway();
  app = await startFaultyApp({ gateways: gateway.url, gateway: { timeout: 500 } });
});
afterEach(async () => {
  await app.close();
  await gateway.stop();
});

/** Refused, and with nothing that could be a login. */
async function expectRefused(user: string, status: number, code: string, message?: string): Promise<void> {
  const browser = new TestBrowser();
  const answer = await app.click(browser, message ?? gateway.message(user));
  expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  expect([...browser.jar]).toEqual([]);
  expect(await app.userOf(browser)).toBeUndefined();
}

test('dead at login: 502, nobody in; the next click after it is back logs in', async () => {
  await gateway.stop();
  await expectRefused('alice', 502, 'gateway-unreachable');
  expectDocumented('F1', app.lines);
  await gateway.start();
  expect(await app.userOf(await loggedIn(app, gateway.message('alice')))).toBe('alice');
});

test('dead while people are logged in: they notice nothing, and nobody asks it', async () => {
  const browser = await loggedIn(app, gateway.message('alice'));
  await gateway.stop();
  const before = app.lines.length;
  advance(REVALIDATE_AFTER * 0.89);
  expect(await app.userOf(browser)).toBe('alice');
  expect(app.lines.slice(before)).toEqual([]);
});

test('dead at a confirmation: served until the grace is over, then 502, then served again without a new login', async () => {
  const browser = await loggedIn(app, gateway.message('alice'));
  await gateway.stop();
  advance(REVALIDATE_AFTER + 1);
  expect(await app.outcome(browser)).toEqual([200, undefined]);
  expect(await app.userOf(browser)).toBe('alice');
  advance(GRACE);
  expect(await app.outcome(browser)).toEqual([502, 'gateway-unreachable']);
  expectDocumented('F3', app.lines);
  await gateway.start();
  advance(RETRY_AFTER + 1);
  expect(await app.userOf(browser)).toBe('alice');
});

test('dead at a confirmation, and the user logged out in DSS meanwhile: out as soon as it is back', async () => {
  const browser = await loggedIn(app, gateway.message('alice'));
  await gateway.stop();
  advance(REVALIDATE_AFTER + 1);
  expect(await app.userOf(browser)).toBe('alice');
  gateway.dead.add('ticket-of-alice');
  await gateway.start();
  advance(RETRY_AFTER + 1);
  expect(await app.userOf(browser)).toBeUndefined();
});

test('slower than the time-out: 504, nobody in, and no connection is held', async () => {
  gateway.fault = () => undefined;
  await expectRefused('alice', 504, 'gateway-timeout');
  expectDocumented('F4', app.lines);
  await eventually('all connections closed', () => Promise.resolve(gateway.open === 0 || undefined));
  gateway.fault = undefined;
  expect(await app.userOf(await loggedIn(app, gateway.message('alice')))).toBe('alice');
});

test('flapping: after ten failures in a row it is left alone, one call looks whether it is back, and then all is well', async () => {
  const reset: Misbehaviour = (request) => request.socket.resetAndDestroy();
  gateway.fault = reset;
  for (let at = 0; at < 10; at += 1) await expectRefused(`user${at}`, 502, 'gateway-unreachable');
  const asked = gateway.calls;
  await expectRefused('alice', 502, 'gateway-unreachable');
  expect(gateway.calls).toBe(asked);
  expectDocumented('F5', app.lines);

  advance(COOL_DOWN + 1);
  await expectRefused('alice', 502, 'gateway-unreachable');
  // The one call that looks, and its one repetition.
  expect(gateway.calls - asked).toBe(2);
  await expectRefused('bob', 502, 'gateway-unreachable');
  expect(gateway.calls - asked).toBe(2);

  gateway.fault = undefined;
  advance(COOL_DOWN + 1);
  for (const user of ['alice', 'bob']) {
    expect(await app.userOf(await loggedIn(app, gateway.message(user)))).toBe(user);
  }
});

test('flapping with answers in between: each failure is one refusal, and it is asked on', async () => {
  let at = 0;
  gateway.fault = (request, response) => {
    at += 1;
    if (at % 10 === 0) response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    else request.socket.resetAndDestroy();
  };
  for (let n = 0; n < 12; n += 1) {
    const asked = gateway.calls;
    await app.click(new TestBrowser(), gateway.message(`user${n}`));
    expect(gateway.calls).toBeGreaterThan(asked);
  }
  gateway.fault = undefined;
  expect(await app.userOf(await loggedIn(app, gateway.message('alice')))).toBe('alice');
});

const json =
  (status: number, text: string): Misbehaviour =>
  (_request, response) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(text);

test.each<[string, Misbehaviour, string, string]>([
  ['garbage', json(200, '<h1>It works!</h1>'), 'gateway-bad-answer', 'F6'],
  ['an answer for nobody', json(200, '{"status":0,"data":{}}'), 'gateway-bad-answer', 'F6'],
  ['HTTP 500', json(500, '{"status":1,"message":"database","data":{}}'), 'gateway-error', 'F7'],
])('%s instead of an answer: 502, nobody in; who is logged in stays', async (_what, fault, code, row) => {
  const browser = await loggedIn(app, gateway.message('bob'));
  gateway.fault = fault;
  await expectRefused('alice', 502, code);
  expectDocumented(row, app.lines);
  advance(REVALIDATE_AFTER + 1);
  expect(await app.userOf(browser)).toBe('bob');
  gateway.fault = undefined;
  expect(await app.userOf(await loggedIn(app, gateway.message('alice')))).toBe('alice');
});

test('started anew and without its logins: people are out at their next confirmation, and in again by a click', async () => {
  const browser = await loggedIn(app, gateway.message('alice'));
  gateway.dead.add('ticket-of-alice');
  advance(REVALIDATE_AFTER + 1);
  expect(await app.userOf(browser)).toBeUndefined();
  expectDocumented('F8', app.lines);
  expect(await app.outcome(browser)).toEqual([200, undefined]);
  await app.click(browser, gateway.message('alice.again'));
  expect(await app.userOf(browser)).toBe('alice.again');
});

test('its name is gone from DNS: 502, nobody in; back in DNS, all is well', async () => {
  await app.close();
  let isKnown = false;
  const agent = new HttpAgent({
    keepAlive: true,
    lookup(host, options, callback) {
      const failure = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), {
        code: 'ENOTFOUND',
        syscall: 'getaddrinfo',
      });
      if (!isKnown) callback(failure, '', 4);
      else if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    },
  });
  const dssUrl = `http://dss.example.com:${gateway.port}`;
  app = await startFaultyApp({ gateways: dssUrl, gateway: { agent: { http: agent } } });
  await expectRefused('alice', 502, 'gateway-unreachable', gateway.message('alice', dssUrl));
  expectDocumented('F9', app.lines);
  isKnown = true;
  expect(await app.userOf(await loggedIn(app, gateway.message('alice', dssUrl)))).toBe('alice');
  agent.destroy();
});

test('its certificate has expired: 502, nobody in; with a new one, all is well', async () => {
  const day = 86_400_000;
  const [expired, valid] = [await certificate(-2 * day, -day), await certificate(-day, day)];
  const secure = await startFaultGateway(expired);
  await app.close();
  const agent = new HttpsAgent({ ca: [expired.cert, valid.cert] });
  app = await startFaultyApp({ gateways: secure.url, gateway: { agent: { https: agent } } });
  await expectRefused('alice', 502, 'gateway-unreachable', secure.message('alice'));
  expectDocumented('F10', app.lines);
  expect(secure.calls).toBe(0);
  secure.setCertificate(valid);
  expect(await app.userOf(await loggedIn(app, secure.message('alice')))).toBe('alice');
  agent.destroy();
  await secure.stop();
});

/** @param from, to - ms from now */
async function certificate(from: number, to: number): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + from),
    notAfterDate: new Date(Date.now() + to),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  return { key, cert };
}
