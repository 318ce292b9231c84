/** A shared store that fails, whatever it is made of: what the log says, and what it is told when it is back. */
import type { Store } from '../../src/store/store.js';
import { advance } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { expectDocumented } from './documented.js';
import { startFaultGateway, type FaultGateway } from './fault-gateway.js';
import { copyOf, loggedIn, startFaultyApp, type FaultyApp } from './faulty-app.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

/** ms for which a process goes by its copy of a state. */
const COPY_TTL = 1_000;
/** ms in which a failing store is told to the log once. */
const QUIET = 10_000;

type Fault = 'none' | 'down' | 'full';

const kept = new Map<string, string>();
let fault: Fault;
let writes: number;
let gateway: FaultGateway;
let one: FaultyApp;
let two: FaultyApp;

const run = async <T>(isFailing: boolean, act: () => T): Promise<T> => {
  await Promise.resolve();
  if (isFailing) throw Object.assign(new Error('the store failed'), { code: fault === 'full' ? 'OOM' : 'ENOTCONN' });
  return act();
};
const STORE: Store = {
  get: (key) => run(fault === 'down', () => kept.get(key)),
  set(key, value) {
    writes += 1;
    return run(fault !== 'none', () => void kept.set(key, value));
  },
  delete: (key) => run(fault === 'down', () => void kept.delete(key)),
};

beforeEach(async () => {
  kept.clear();
  fault = 'none';
  writes = 0;
  gateway = await startFaultGateway();
  [one, two] = await Promise.all([start(), start()]);
});
afterEach(async () => {
  await Promise.all([one.close(), two.close()]);
  await gateway.stop();
});

const start = (): Promise<FaultyApp> => startFaultyApp({ gateways: gateway.url, store: STORE });
const become = (next: Fault): void => {
  fault = next;
  advance(COPY_TTL + 1);
};
const linesWith = (text: string): number => one.lines.filter((line) => line.includes(text)).length;

test.each<Fault>(['down', 'full'])(
  '%s: log-outs and endLogins of that time reach the other processes afterwards',
  async (kind) => {
    const [alice, bob] = [await loggedIn(one, gateway.message('alice')), await loggedIn(one, gateway.message('bob'))];
    const [copyOfAlice, copyOfBob] = [copyOf(alice), copyOf(bob)];
    become(kind);
    expect((await alice.get(`${one.url}/logout`)).status).toBe(599);
    await expect(one.filter.endLogins('bob')).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await two.userOf(copyOf(copyOfAlice))).toBe('alice');
    become('none');
    await one.userOf(copyOf(copyOfAlice));
    await eventually('the other process knows', async () => {
      advance(COPY_TTL + 1);
      const users = [await two.userOf(copyOf(copyOfAlice)), await two.userOf(copyOf(copyOfBob))];
      return users.every((user) => user === undefined) || undefined;
    });
  },
);

test('back: an end that another process wrote later is left as it is', async () => {
  become('down');
  await expect(one.filter.endLogins('alice')).rejects.toMatchObject({ code: 'store-unavailable' });
  become('none');
  await two.filter.endLogins('alice');
  const [later] = [...kept].filter(([key]) => key.startsWith('ended-user:'));
  const [browser, before] = [await loggedIn(one, gateway.message('bob')), writes];
  advance(COPY_TTL + 1);
  await one.userOf(browser);
  await new Promise(setImmediate);
  expect(kept.get(later?.[0] ?? '')).toBe(later?.[1]);
  expect(writes).toBe(before);
});

test('full: it is not tried again with each request', async () => {
  const browser = await loggedIn(one, gateway.message('bob'));
  become('full');
  await expect(one.filter.endLogins('alice')).rejects.toMatchObject({ code: 'store-unavailable' });
  advance(COPY_TTL + 1);
  await one.userOf(browser);
  await new Promise(setImmediate);
  const before = writes;
  for (let at = 0; at < 5; at += 1) await one.userOf(await loggedIn(one, gateway.message(`user${at}`)));
  // Each new login's confirmation is one; the end that waits is none.
  expect(writes - before).toBe(5);
});

test('down: the log says so once in 10 seconds, with what the store said, and once that it is back', async () => {
  const browser = await loggedIn(one, gateway.message('alice'));
  become('down');
  for (let at = 0; at < 3; at += 1) {
    expect(await one.userOf(browser)).toBe('alice');
    advance(COPY_TTL + 1);
  }
  expectDocumented('F20', one.lines);
  expect(linesWith('logins go on by what this process knows')).toBe(1);
  advance(QUIET);
  expect(await one.userOf(browser)).toBe('alice');
  expect(linesWith('logins go on by what this process knows')).toBe(2);
  become('none');
  for (let at = 0; at < 3; at += 1) {
    expect(await one.userOf(browser)).toBe('alice');
    advance(COPY_TTL + 1);
  }
  expect(linesWith('The store answers again.')).toBe(1);
});
