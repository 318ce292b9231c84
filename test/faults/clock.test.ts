/** A wall clock that is set while the app runs: by hand, by a time server, by a virtual machine that woke up. */
import { setTimeout as pass } from 'node:timers/promises';
import { startFaultGateway, type FaultGateway } from './fault-gateway.js';
import { loggedIn, startFaultyApp, type FaultyApp } from './faulty-app.js';

const HOUR = 3_600_000;
/** All but `Date`. */
const REAL = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

let gateway: FaultGateway;
let app: FaultyApp;

beforeEach(async () => {
  gateway = await startFaultGateway();
});
afterEach(async () => {
  jest.useRealTimers();
  await app.close();
  await gateway.stop();
});

function setWallClock(by: number): void {
  jest.useFakeTimers({ doNotFake: [...REAL], now: Date.now() + by });
}

test.each([
  ['forwards', 13],
  ['backwards', -13],
])('the clock jumps %s by hours: logins go on, nobody is asked, and people log in as ever', async (_way, hours) => {
  app = await startFaultyApp({ gateways: gateway.url });
  const browser = await loggedIn(app, gateway.message('alice'));
  setWallClock(hours * HOUR);
  expect(await app.userOf(browser)).toBe('alice');
  expect(gateway.calls).toBe(1);
  expect(await app.userOf(await loggedIn(app, gateway.message('bob')))).toBe('bob');
  jest.useRealTimers();
  expect(await app.userOf(browser)).toBe('alice');
});

test('the clock jumps back by hours: no login lives longer for it', async () => {
  app = await startFaultyApp({ gateways: gateway.url, revalidateAfter: 1, cache: { ttl: 1 } });
  const browser = await loggedIn(app, gateway.message('alice'));
  setWallClock(-13 * HOUR);
  gateway.dead.add('ticket-of-alice');
  await pass(5);
  expect(await app.userOf(browser)).toBeUndefined();
});
