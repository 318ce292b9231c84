/** A login made in one process comes to another one, whose clock is behind. */
import { internalInterceptor } from '../../src/interceptors/internal-interceptor.js';
import type { Store } from '../../src/store/store.js';
import { advance } from '../support/clock.js';
import { SECRET } from '../support/world.js';
import { expectDocumented } from './documented.js';
import { startFaultGateway, type FaultGateway } from './fault-gateway.js';
import { loggedIn, startFaultyApp, type FaultyApp } from './faulty-app.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

let gateway: FaultGateway;
let apps: FaultyApp[];

beforeEach(async () => {
  gateway = await startFaultGateway();
  apps = [];
});
afterEach(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await gateway.stop();
});

/** What all processes share. */
function sharedStore(): Store {
  const kept = new Map<string, string>();
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    set: (key, value) => Promise.resolve(void kept.set(key, value)),
    delete: (key) => Promise.resolve(void kept.delete(key)),
  };
}

/** Each process is used at its own time only, so that one clock serves both. */
async function startProcesses(interceptor?: ReturnType<typeof internalInterceptor>): Promise<[FaultyApp, FaultyApp]> {
  const options = { gateways: gateway.url, secret: SECRET, store: sharedStore(), ...(interceptor && { interceptor }) };
  const both: [FaultyApp, FaultyApp] = [await startFaultyApp(options), await startFaultyApp(options)];
  apps.push(...both);
  return both;
}

test('by up to 5 s: nothing is noticed', async () => {
  const [one, two] = await startProcesses();
  const browser = await loggedIn(one, gateway.message('alice'));
  advance(-4_500);
  expect(await two.userOf(browser)).toBe('alice');
  expect(gateway.calls).toBe(1);
});

test('by more: the gateway is asked, and the login goes on', async () => {
  const [one, two] = await startProcesses(internalInterceptor());
  const browser = await loggedIn(one, gateway.message('alice'));
  advance(-60_000);
  expect(await two.userOf(browser)).toBe('alice');
  expect(gateway.calls).toBe(2);
  expectDocumented('F17', two.lines);
});

test('by more, with a JWT cookie: nobody is let in by a token of the future, and the login is kept', async () => {
  const [one, two] = await startProcesses();
  const browser = await loggedIn(one, gateway.message('alice'));
  advance(-60_000);
  expect(await two.userOf(browser)).toBeUndefined();
  advance(60_000);
  expect(await two.userOf(browser)).toBe('alice');
});

test('by more than 5 min: the login counts as expired, and a click makes another one', async () => {
  const [one, two] = await startProcesses();
  const browser = await loggedIn(one, gateway.message('alice'));
  advance(-360_000);
  expect(await two.userOf(browser)).toBeUndefined();
  expect(await two.userOf(await loggedIn(two, gateway.message('alice')))).toBe('alice');
});
