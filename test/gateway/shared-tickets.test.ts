/** What several processes of an app tell each other of verified tickets, with a store that is a map, and a clock that stands still. */
import { createSecretKey } from 'node:crypto';
import { sharedTickets } from '../../src/gateway/shared-tickets.js';
import type { TicketQuestion } from '../../src/gateway/ticket-question.js';
import { VerifiedTickets, type VerifiedUser } from '../../src/gateway/verified-tickets.js';
import type { Store } from '../../src/store/store.js';
import type { TestServer } from '../outbound/servers.js';
import { lab, question, rejectionOf, startGateway, type Lab } from './double.js';

const START = 1_800_000_000_000;
let time = START;
jest.mock('../../src/clock.js', () => ({ now: () => time }));

const SECRET = createSecretKey(Buffer.alloc(32, 7));
const OTHER_SECRET = createSecretKey(Buffer.alloc(32, 8));
const TTL = 60_000;

let gateway: TestServer;
let client: Lab['client'];
const dead = new Set<string>();
const held = new Map<string, string>();
const calls: string[] = [];
let isDown = false;
const warnings: string[] = [];

function tell(call: string): void {
  calls.push(call);
  if (isDown) throw new Error('down');
}
const store: Store = {
  get: (key) => {
    tell('get');
    return Promise.resolve(held.get(key));
  },
  set: (key, value, { ttl }) => {
    tell(`set ${ttl}`);
    held.set(key, value);
  },
  delete: (key) => {
    tell('delete');
    held.delete(key);
  },
};

function startProcess(secrets = [SECRET], hmacKey = SECRET): VerifiedTickets {
  const logger = { warn: (message: string) => void warnings.push(message) };
  const shared = sharedTickets(store, secrets, logger);
  const settings = { timeout: 5_000, verifyProxyUser: false, ttl: TTL, negativeTtl: 5_000, max: 100 };
  return new VerifiedTickets({ client, shared, hmacKey, ...settings });
}

let one: VerifiedTickets;
let two: VerifiedTickets;
let alice: TicketQuestion;

beforeEach(async () => {
  time = START;
  isDown = false;
  for (const kept of [dead, held]) kept.clear();
  for (const list of [calls, warnings]) list.length = 0;
  gateway = await startGateway({}, dead);
  ({ client } = lab());
  [one, two] = [startProcess(), startProcess()];
  alice = question(gateway.url, 'ticket-of-alice');
});
afterEach(async () => {
  client.close();
  await gateway.close();
});

const nameOf = async (tickets: VerifiedTickets, asked = alice): Promise<string> =>
  (await tickets.verify(asked)).userName;
const rejection = (tickets: VerifiedTickets, asked = alice): Promise<string> =>
  rejectionOf(Promise.resolve().then(() => tickets.verify(asked)));
const reads = (): number => calls.filter((call) => call === 'get').length;

test('what one process has asked, the other knows, down to the time', async () => {
  const first = await one.verify(alice);
  time += 7;
  expect(await two.verify(alice)).toEqual(first);
  expect(gateway.requests).toHaveLength(1);
  expect([one.stats(), two.stats()]).toEqual([
    { size: 1, hits: 0, misses: 1 },
    { size: 1, hits: 1, misses: 0 },
  ]);
  expect(Object.isFrozen(await two.verify(alice))).toBe(true);
});

test('a proxy user comes along, and nobody becomes one', async () => {
  const both = question(gateway.url, 'ticket-of-alice', { proxyTicket: 'proxy-of-hadoop' });
  expect(await one.verify(both)).toMatchObject({ userName: 'alice', proxyUser: 'hadoop' });
  expect(await two.verify(both)).toMatchObject({ userName: 'alice', proxyUser: 'hadoop' });
  await one.verify(alice);
  expect(await two.verify(alice)).not.toHaveProperty('proxyUser');
  expect(gateway.requests).toHaveLength(2);
});

test('nothing of it can be read in the store, or be put there by others', async () => {
  await one.verify(alice);
  const [[key, value] = ['', '']] = [...held];
  expect(key).toMatch(/^ticket:[0-9a-f]{64}$/);
  expect(value).not.toContain('alice');

  const stranger = startProcess([OTHER_SECRET]);
  expect(await nameOf(stranger)).toBe('alice');
  expect(gateway.requests).toHaveLength(2);
  held.set(key, 'junk');
  expect(await nameOf(startProcess())).toBe('alice');
  expect(gateway.requests).toHaveLength(3);
});

test('a value that was made for one ticket says nothing of another', async () => {
  const bob = question(gateway.url, 'ticket-of-bob');
  await one.verify(alice);
  const [value = ''] = [...held.values()];
  await one.verify(bob);
  const keyOfBob = [...held.keys()].at(-1) ?? '';
  held.set(keyOfBob, value);
  expect(await nameOf(two, bob)).toBe('bob');
});

test('secrets may be rotated: all open what the first has sealed', async () => {
  await one.verify(alice);
  expect(await nameOf(startProcess([OTHER_SECRET, SECRET]))).toBe('alice');
  expect(gateway.requests).toHaveLength(1);
});

test('a process goes by its copy for a second, then reads again', async () => {
  await one.verify(alice);
  expect(reads()).toBe(1);
  time += 999;
  await one.verify(alice);
  expect(reads()).toBe(1);
  time += 1;
  await one.verify(alice);
  expect(reads()).toBe(2);
  time += 999;
  await one.verify(alice);
  expect(reads()).toBe(2);
  time += 1;
  await one.verify(alice);
  expect([reads(), gateway.requests.length]).toEqual([3, 1]);
});

test('a ticket that one finds dead is dead for the other, a second later', async () => {
  await one.verify(alice);
  await two.verify(alice);
  dead.add('ticket-of-alice');
  expect(await rejectionOf(one.confirm(alice))).toBe('ticket-rejected');
  expect(await nameOf(two)).toBe('alice');
  time += 1_000;
  expect(await rejection(two)).toBe('ticket-rejected');
  expect(held.size).toBe(0);
});

test('a ticket that is forgotten is asked for anew, by all', async () => {
  await one.verify(alice);
  await two.verify(alice);
  one.forget(alice);
  expect(held.size).toBe(0);
  time += 1_000;
  await Promise.all([nameOf(one), nameOf(two)]);
  expect(gateway.requests).toHaveLength(3);
});

test('many who ask at once read once, and ask the gateway once', async () => {
  const users = await Promise.all(Array.from({ length: 20 }, async () => one.verify(alice)));
  expect(new Set(users).size).toBe(1);
  expect([reads(), gateway.requests.length]).toEqual([1, 1]);
  expect(one.stats()).toMatchObject({ hits: 0, misses: 1 });
  time += 1_000;
  await Promise.all([one.verify(alice), one.verify(alice)]);
  expect(reads()).toBe(2);
});

test('an answer is believed for its time, counted from the question, wherever it was asked', async () => {
  await one.verify(alice);
  expect(calls).toContain(`set ${TTL}`);
  time += TTL - 1;
  await two.verify(alice);
  expect(gateway.requests).toHaveLength(1);
  time += 1;
  await two.verify(alice);
  expect(gateway.requests).toHaveLength(2);
});

test('what the store keeps for too long is not believed', async () => {
  await one.verify(alice);
  time += TTL;
  expect(await nameOf(two)).toBe('alice');
  expect(gateway.requests).toHaveLength(2);
});

test('an answer from five seconds ahead is believed, one from further ahead is not', async () => {
  time = START + 5_000;
  await one.verify(alice);
  time = START;
  await two.verify(alice);
  expect(gateway.requests).toHaveLength(1);
  time = START - 1;
  await startProcess().verify(alice);
  expect(gateway.requests).toHaveLength(2);
});

test('an answer that came later than it may be believed is told to nobody', async () => {
  const slow = new VerifiedTickets({
    client: {
      ...client,
      userInfo: () => {
        time += TTL;
        return Promise.resolve('alice');
      },
    },
    shared: sharedTickets(store, [SECRET], { warn: () => undefined }),
    ...{ timeout: 5_000, verifyProxyUser: false, ttl: TTL, negativeTtl: 5_000, max: 100 },
  });
  expect(await nameOf(slow)).toBe('alice');
  expect([held.size, slow.stats().size]).toEqual([0, 0]);
});

describe('what is attached to a verified ticket', () => {
  const attach = async (): Promise<[string, VerifiedUser]> => {
    const user = await one.verify(alice);
    const key = one.keyOf(alice);
    one.setAttached(key, user, 'kept');
    time += 1_000;
    return [key, user];
  };

  test('stays where the processes agree', async () => {
    const [key, user] = await attach();
    expect(await one.verify(alice)).toBe(user);
    expect(one.getAttached(key, user)).toEqual({ value: 'kept' });
  });

  test.each([
    ['another time', { verifiedAt: START + 1 }],
    ['another user', { userName: 'bob' }],
    ['another proxy user', { proxyUser: 'hadoop' }],
  ])('goes with the verification when the store has one of %s', async (_what, change) => {
    const [key, user] = await attach();
    sharedTickets(store, [SECRET], { warn: () => undefined }).keep(key, { ...user, ...change }, TTL);
    const now = await one.verify(alice);
    expect(now).toEqual({ ...user, ...change });
    expect(one.getAttached(key, now)).toBeUndefined();
    expect(one.getAttached(key, user)).toBeUndefined();
  });
});

describe('while the store is down', () => {
  test('a process goes by what it knows, and asks the gateway for the rest', async () => {
    await one.verify(alice);
    isDown = true;
    time += 1_000;
    expect(await nameOf(one)).toBe('alice');
    expect(await nameOf(two)).toBe('alice');
    expect(gateway.requests).toHaveLength(2);
    time += TTL;
    expect(await nameOf(one)).toBe('alice');
    expect(gateway.requests).toHaveLength(3);
  });

  test('the log tells, once in a while, and not of what was asked', async () => {
    isDown = true;
    await one.verify(alice);
    one.forget(alice);
    expect(warnings).toEqual([expect.stringContaining('other processes are not told')]);
    expect(warnings.join()).not.toContain('alice');
  });

  test('a dead ticket is dead all the same', async () => {
    await one.verify(alice);
    isDown = true;
    dead.add('ticket-of-alice');
    expect(await rejectionOf(one.confirm(alice))).toBe('ticket-rejected');
    expect(await rejection(one)).toBe('ticket-rejected');
    expect(gateway.requests).toHaveLength(2);
  });
});
