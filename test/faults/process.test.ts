/** Processes that are killed at a bad moment, or have little memory. They run the built package. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PAGE_LOAD, TestBrowser } from '../support/client.js';
import { SECRET } from '../support/world.js';
import { startFaultGateway, type FaultGateway } from './fault-gateway.js';

interface Mortal {
  readonly url: string;
  /** Resolves with the signal that ended it. */
  readonly end: Promise<unknown>;
  kill(): Promise<void>;
}

interface Fate {
  readonly keeps: 'session' | 'cookie' | 'store';
  readonly diesAt?: 'verified' | 'saved';
  readonly storeMax?: number;
  readonly cacheMax?: number;
  /** MB */
  readonly heap?: number;
}

let gateway: FaultGateway;
let folder: string;
const running: Mortal[] = [];

beforeEach(async () => {
  gateway = await startFaultGateway();
  folder = mkdtempSync(path.join(tmpdir(), 'dss-sso-faults-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((mortal) => mortal.kill()));
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

async function startMortal({ cacheMax, heap, ...fate }: Fate): Promise<Mortal> {
  const plugin = { gateways: gateway.url, secret: SECRET, ...(cacheMax !== undefined && { cache: { max: cacheMax } }) };
  const child = fork(path.join(__dirname, 'mortal-app.mjs'), [JSON.stringify({ plugin, folder, ...fate })], {
    execArgv: heap === undefined ? [] : [`--max-old-space-size=${heap}`],
  });
  const end = once(child, 'exit').then(([, signal]: unknown[]) => signal);
  const failure = end.then(() => {
    throw new Error('the app has ended');
  });
  const [url] = (await Promise.race([once(child, 'message'), failure])) as [string];
  failure.catch(() => undefined);
  const mortal = {
    url,
    end,
    async kill() {
      child.kill('SIGKILL');
      await end;
    },
  };
  running.push(mortal);
  return mortal;
}

const click = (browser: TestBrowser, { url }: Mortal, message: string) =>
  browser.get(`${url}/page?${message}`, { headers: PAGE_LOAD });
const userOf = async (browser: TestBrowser, { url }: Mortal): Promise<string | undefined> =>
  (await browser.get(`${url}/`)).json<{ user?: { userName: string } }>().user?.userName;

test.each<[string, Fate]>([
  ['verification and session', { keeps: 'session', diesAt: 'verified' }],
  ['verification and cookie', { keeps: 'cookie', diesAt: 'verified' }],
  ['session and answer', { keeps: 'session', diesAt: 'saved' }],
])(
  'killed between %s: no cookie has reached the browser, and the same link logs in at the next process',
  async (_when, fate) => {
    const message = gateway.message('alice');
    const browser = new TestBrowser();
    const first = await startMortal(fate);
    await expect(click(browser, first, message)).rejects.toThrow('socket hang up');
    expect(await first.end).toBe('SIGKILL');
    expect([...browser.jar]).toEqual([]);

    const next = await startMortal({ keeps: fate.keeps });
    expect(await userOf(browser, next)).toBeUndefined();
    expect((await click(browser, next, message)).status).toBe(303);
    expect(await userOf(browser, next)).toBe('alice');
  },
);

test('killed between session and answer: the session that was saved is named by nobody, and has no ticket in it', async () => {
  const first = await startMortal({ keeps: 'session', diesAt: 'saved' });
  const browser = new TestBrowser();
  await expect(click(browser, first, gateway.message('alice'))).rejects.toThrow();
  const [orphan = ''] = readdirSync(folder);
  const text = readFileSync(path.join(folder, orphan), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ user: { name: 'alice' } });
  expect(text).not.toContain('ticket-of-alice');

  const next = await startMortal({ keeps: 'session' });
  await click(browser, next, gateway.message('alice'));
  expect(browser.jar.get('connect.sid')).not.toContain(orphan);
});

test('little memory and full stores: people log in, the oldest are forgotten first, and log in again by a click', async () => {
  const app = await startMortal({ keeps: 'store', heap: 40, cacheMax: 100, storeMax: 200 });
  const oldest = new TestBrowser();
  await click(oldest, app, gateway.message('alice'));
  expect(await userOf(oldest, app)).toBe('alice');
  for (let at = 0; at < 600; at += 50) {
    const users = Array.from({ length: 50 }, (_, index) => `user${at + index}`);
    const statuses = await Promise.all(
      users.map(async (user) => (await click(new TestBrowser(), app, gateway.message(user))).status),
    );
    expect(new Set(statuses)).toEqual(new Set([303]));
  }
  const newest = new TestBrowser();
  await click(newest, app, gateway.message('bob'));
  expect(await userOf(newest, app)).toBe('bob');
  expect(await userOf(oldest, app)).toBeUndefined();
  await click(oldest, app, gateway.message('alice'));
  expect(await userOf(oldest, app)).toBe('alice');
}, 30_000);
