/** What keeps a process alive: with `close()` nothing, without it nothing for longer than a call takes. */
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { closedPort, startHttp, startRaw, type TestServer } from '../outbound/servers.js';
import { ask, TestBrowser, type Answer } from '../support/client.js';
import { SECRET, TICKET } from '../support/world.js';
import { startClosingApp, type ClosingApp, type ClosingAppOptions } from './closing-app.js';

const NOTHING = { left: [], code: 0 };
const YES = JSON.stringify({ status: 0, message: 'ok', data: { userName: 'alice' } });
/** So long that whoever waits for it does not end within a test. */
const TIMEOUT = 600_000;

let gateway: TestServer;
/** While it is set, calls hang; those that do are in it. */
let hanging: ServerResponse[] | undefined;
let apps: ClosingApp[] = [];

beforeEach(async () => {
  hanging = undefined;
  gateway = await startHttp((_request, response) => {
    if (hanging !== undefined) {
      hanging.push(response);
      return;
    }
    response.setHeader('Content-Type', 'application/json');
    response.end(YES);
  });
});
afterEach(async () => {
  for (const app of apps) app.kill();
  apps = [];
  await gateway.close();
});

async function start(
  options: Partial<ClosingAppOptions['plugin']> = {},
  { closes = true, keepsAgent = false }: Partial<ClosingAppOptions> = {},
): Promise<ClosingApp> {
  const plugin = { gateways: gateway.url, secret: SECRET, gateway: { timeout: TIMEOUT }, ...options };
  const app = await startClosingApp({ plugin, closes, keepsAgent });
  apps.push(app);
  return app;
}

function logIn(app: ClosingApp, ticket: string, browser = new TestBrowser(), dssUrl = gateway.url): Promise<Answer> {
  const cookies = encodeURIComponent(`${TICKET}=${ticket}`);
  return browser.get(`${app.url}/?dssurl=${encodeURIComponent(dssUrl)}&cookies=${cookies}`);
}

async function codesOf(answers: readonly Promise<Answer>[]): Promise<unknown[]> {
  return (await Promise.all(answers)).map((answer) => answer.json<{ code?: string }>().code);
}

/** Waits until so many calls hang. */
async function hang(count: number): Promise<void> {
  while ((hanging?.length ?? 0) < count) await new Promise((resolve) => setImmediate(resolve));
}

describe('after close() nothing keeps the process alive', () => {
  test('where connections to a gateway are kept', async () => {
    const app = await start();
    expect((await logIn(app, 'ticket')).json()).toEqual({ user: 'alice' });
    expect(gateway.open.size).toBe(1);
    expect(await app.end()).toEqual(NOTHING);
  });

  test('where no gateway was ever asked', async () => {
    const app = await start();
    expect(await app.end()).toEqual(NOTHING);
  });

  test.each([false, true])(
    'where calls are under way and others wait for their turn: all are refused at once (agent of the app: %s)',
    async (keepsAgent) => {
      hanging = [];
      const app = await start({ gateway: { timeout: TIMEOUT, maxConcurrent: 2, maxQueue: 10 } }, { keepsAgent });
      const answers = ['a', 'b', 'c', 'd', 'e'].map((ticket) => logIn(app, ticket));
      await hang(2);
      // The others have come, and wait.
      expect((await ask(app.url, '/', {})).status).toBe(200);
      expect(await app.end()).toEqual(NOTHING);
      expect(await codesOf(answers)).toEqual(answers.map(() => 'gateway-unreachable'));
    },
  );

  test('where the breaker is open', async () => {
    const dead = `http://127.0.0.1:${await closedPort()}`;
    const app = await start({ gateways: dead });
    for (let n = 0; n < 11; n += 1) await logIn(app, `ticket-${n}`, new TestBrowser(), dead);
    expect(await app.end()).toEqual(NOTHING);
  });

  test('where a login is being confirmed: it goes on by what is known', async () => {
    const browser = new TestBrowser();
    const app = await start({ revalidateAfter: 1 });
    await logIn(app, 'ticket', browser);
    hanging = [];
    const answer = browser.get(`${app.url}/page`);
    await hang(1);
    expect(await app.end()).toEqual(NOTHING);
    expect((await answer).json()).toEqual({ user: 'alice' });
  });

  test('where a connection is being made: the gateway has not finished its part of TLS', async () => {
    const silent = await startRaw(() => undefined);
    const url = silent.url.replace('http:', 'https:');
    const app = await start({ gateways: url });
    const answer = logIn(app, 'ticket', new TestBrowser(), url);
    while (silent.connections === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await app.end()).toEqual(NOTHING);
    expect(await codesOf([answer])).toEqual(['gateway-unreachable']);
    await silent.close();
  });
});

describe('without close() a process ends by itself', () => {
  test('at once, where connections to a gateway are kept', async () => {
    const app = await start({}, { closes: false });
    await logIn(app, 'ticket');
    expect(gateway.open.size).toBe(1);
    expect(await app.end()).toEqual(NOTHING);
  });

  test('when the last call has timed out', async () => {
    hanging = [];
    const app = await start({ gateway: { timeout: 300 } }, { closes: false });
    const answer = logIn(app, 'ticket');
    await hang(1);
    expect(await app.end()).toEqual(NOTHING);
    expect(await codesOf([answer])).toEqual(['gateway-timeout']);
  });

  test('also when who asked has left, and the answer is for nobody', async () => {
    hanging = [];
    const app = await start({ gateway: { timeout: 300 } }, { closes: false });
    const leaving = connect(Number(new URL(app.url).port), '127.0.0.1');
    leaving.write(`GET /?dssurl=${encodeURIComponent(gateway.url)}&cookies=${TICKET}%3Dt HTTP/1.1\r\nHost: a\r\n\r\n`);
    await hang(1);
    leaving.destroy();
    const { code } = await app.end();
    expect(code).toBe(0);
  });
});
