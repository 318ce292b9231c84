/**
 * Several processes as one app: what examples/cluster.ts shows, with real processes, once with sealed cookies alone and once with Redis.
 * Nothing of a login is bound to a process. What the two differ in is what one process knows of what another one did.
 */
import { TestBrowser } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { createWorld, type World } from '../support/world.js';
import { startRedis, type RedisServer } from './redis-server.js';
import { copyOf, processOf, startCluster, type RunningCluster } from './running-cluster.js';

// Each process starts a Node of its own.
jest.setTimeout(120_000);

let redis: RedisServer;
let world: World;
let cluster: RunningCluster;

beforeAll(async () => {
  redis = await startRedis();
  world = await createWorld();
});
afterAll(async () => {
  await world.close();
  await redis.stop();
});

async function start(environment: Readonly<Record<string, string>>): Promise<void> {
  cluster = await startCluster({ DSS_URL: world.dssUrl, ...environment });
}

const GREETING = 'Hello alice of bdap';

/** Logs alice in. @returns her browser, the process that did it, and the other one */
async function logIn(ticket?: string): Promise<{ browser: TestBrowser; here: string; there: string }> {
  const browser = new TestBrowser();
  const entry = await browser.get(`${cluster.url}/?${world.message(ticket === undefined ? {} : { ticket })}`);
  expect(entry.status).toBe(200);
  const here = processOf(entry);
  const there = cluster.pids().find((pid) => pid !== here);
  if (there === undefined) throw new Error('there is no other process');
  return { browser, here, there };
}

/** Until this process no longer knows the login. */
const untilDead = (pid: string, copy: TestBrowser): Promise<true> =>
  eventually('the copy is dead', async () => (await cluster.ask(pid, copy)).status === 401 || undefined);

const MODES = [
  { mode: 'sealed cookies alone', environment: (): Record<string, string> => ({}), callsElsewhere: 1 },
  { mode: 'Redis', environment: (): Record<string, string> => ({ REDIS_URL: redis.url }), callsElsewhere: 0 },
];

describe.each(MODES)('processes with $mode', ({ environment, callsElsewhere }) => {
  beforeAll(() => start(environment()));
  afterAll(() => cluster.stop());

  test('a login at one process goes on at the other', async () => {
    const asked = world.calls();
    const { browser, here, there } = await logIn();
    expect(world.calls()).toBe(asked + 1);
    for (let round = 0; round < 5; round += 1) {
      expect((await cluster.ask(there, browser)).text).toContain(GREETING);
      expect((await cluster.ask(here, browser)).text).toContain(GREETING);
    }
    expect(world.calls()).toBe(asked + 1 + callsElsewhere);
  });

  test('of many requests at a process that does not know the login, one asks the gateway at most', async () => {
    const { browser } = await logIn();
    const asked = world.calls();
    const answers = await Promise.all(Array.from({ length: 40 }, () => browser.get(`${cluster.url}/`)));
    expect(new Set(answers.map(processOf)).size).toBe(2);
    expect(answers.filter(({ text }) => !text.includes(GREETING))).toEqual([]);
    expect(world.calls()).toBe(asked + callsElsewhere);
  });

  test('a rolling restart logs nobody out: no request fails, whoever is logged in stays, and others log in', async () => {
    const before = cluster.pids();
    const browsers = await Promise.all(Array.from({ length: 4 }, async () => (await logIn()).browser));
    let isOver = false;
    const seen = new Set<string>();
    async function use(browser: TestBrowser): Promise<void> {
      while (!isOver) {
        const { status, text, ...answer } = await browser.get(`${cluster.url}/`);
        expect([status, text]).toEqual([200, expect.stringContaining(GREETING)]);
        seen.add(processOf({ status, text, ...answer }));
      }
    }
    async function comeIn(): Promise<void> {
      while (!isOver) await logIn();
    }
    const users = Promise.all([...browsers.map(use), comeIn()]);

    try {
      await Promise.race([users, cluster.renew()]);
    } finally {
      isOver = true;
    }
    await users;

    const after = cluster.pids();
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    expect([...seen].filter((pid) => before.includes(pid))).not.toEqual([]);
    for (const browser of browsers) {
      for (const pid of after) expect((await cluster.ask(pid, browser)).text).toContain(GREETING);
    }
  });
});

/** Logs out of the app with a browser, of whose cookies there is a copy that both processes have seen. */
async function logOutWithCopy(ticket?: string): Promise<{ copy: TestBrowser; here: string; there: string }> {
  const { browser, here, there } = await logIn(ticket);
  const copy = copyOf(browser);
  for (const pid of [here, there]) expect((await cluster.ask(pid, copy)).text).toContain(GREETING);

  const out = await browser.get(`${cluster.url}/logout`, { method: 'POST' });
  expect(out.status).toBe(303);
  expect([...browser.jar]).toEqual([]);
  for (const pid of [here, there]) expect((await cluster.ask(pid, browser)).status).toBe(401);
  return { copy, here: processOf(out), there: processOf(out) === here ? there : here };
}

test.each(MODES)(
  'with $mode a log-out in DSS is known to all, once revalidateAfter is over',
  async ({ environment }) => {
    await start({ ...environment(), REVALIDATE_AFTER: '500' });
    try {
      const ticket = world.portal.tickets.issue('alice');
      const { browser, here, there } = await logIn(ticket);
      expect((await cluster.ask(there, browser)).text).toContain(GREETING);

      world.portal.tickets.kill(ticket);

      for (const pid of [here, there]) await untilDead(pid, browser);
      for (const pid of [here, there]) expect((await cluster.ask(pid, browser)).status).toBe(401);
    } finally {
      await cluster.stop();
    }
  },
);

test('with sealed cookies alone a copy lives on where a log-out in the app was not seen, as long as its ticket', async () => {
  await start({ REVALIDATE_AFTER: '500' });
  try {
    const ticket = world.portal.tickets.issue('alice');
    const { copy, here, there } = await logOutWithCopy(ticket);
    expect((await cluster.ask(here, copy)).status).toBe(401);
    expect((await cluster.ask(there, copy)).text).toContain(GREETING);

    world.portal.tickets.kill(ticket);

    await untilDead(there, copy);
  } finally {
    await cluster.stop();
  }
});

test('with Redis a log-out in the app is known to all, also to processes that start later', async () => {
  await start({ REDIS_URL: redis.url });
  try {
    const { copy, here, there } = await logOutWithCopy();
    expect((await cluster.ask(here, copy)).status).toBe(401);
    await untilDead(there, copy);

    await cluster.renew();

    for (const pid of cluster.pids()) expect((await cluster.ask(pid, copy)).status).toBe(401);
  } finally {
    await cluster.stop();
  }
});
