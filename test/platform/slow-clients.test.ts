/** Clients that never come to an end: Node bounds them before the plug-in sees them (security.md T30, section 15), and it keeps nothing of them. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startRaw, type TestServer } from '../outbound/servers.js';
import { ask } from '../support/client.js';
import { startChildApp, type ChildApp } from './child-app.js';
import { answerYes } from './endless-gateways.js';

const CLIENTS = 200;
const MB = 1024 * 1024;
const MAX_GROWTH = 4 * MB;
/** ms; Node's own limits are a minute and more. */
const NODE_LIMITS = { headersTimeout: 400, requestTimeout: 800, connectionsCheckingInterval: 100 };

let gateway: TestServer;
let app: ChildApp;
let target: string;

beforeAll(async () => {
  gateway = await startRaw(answerYes);
  app = await startChildApp({ gateways: gateway.url }, NODE_LIMITS);
  target = `/?dssurl=${encodeURIComponent(gateway.url)}&cookies=linkis_user_session_ticket_id_v1%3Dt`;
  await logIn();
});
afterAll(async () => {
  await app.close();
  await gateway.close();
});

async function logIn(): Promise<string | undefined> {
  return (await ask(app.url, target, {})).json<{ user?: string }>().user;
}

/** What the app answers until it closes the connection. */
async function answerTo(write: (socket: Socket) => void): Promise<string> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  write(socket);
  await new Promise((resolve) => socket.on('close', resolve));
  return answer.split('\r\n')[0] ?? '';
}

function pour(socket: Socket, start: string, part: string): void {
  const block = part.repeat(1_000);
  const more = (): void => {
    while (socket.writable && socket.write(block));
  };
  socket.on('drain', more);
  socket.write(start);
  more();
}

function drip(socket: Socket, start: string, part: string): void {
  socket.write(start);
  const timer = setInterval(() => socket.write(part), 20);
  socket.on('close', () => clearInterval(timer));
}

const TOO_LARGE = 'HTTP/1.1 431 Request Header Fields Too Large';
const TOO_SLOW = 'HTTP/1.1 408 Request Timeout';
/** Who still writes while Node closes the connection may get this instead of the answer. */
const RESET = '';

test.each<[string, string[], (socket: Socket) => void]>([
  ['drip a target', [TOO_SLOW, RESET], (socket) => drip(socket, `GET ${target}`, 'x')],
  [
    'drip headers',
    [TOO_SLOW, RESET],
    (socket) => drip(socket, `GET ${target} HTTP/1.1\r\nHost: app\r\n`, 'X-More: and more\r\n'),
  ],
  ['pour a target', [TOO_LARGE, RESET], (socket) => pour(socket, `GET ${target}`, 'x')],
  [
    'pour headers',
    [TOO_LARGE, RESET],
    (socket) => pour(socket, `GET ${target} HTTP/1.1\r\nHost: app\r\n`, 'X-More: and more\r\n'),
  ],
])(
  '200 clients that %s without end are ended by Node; no request, event or memory of them reaches the plug-in',
  async (_, expected, write) => {
    const before = await app.measure();

    const answers = await Promise.all(Array.from({ length: CLIENTS }, () => answerTo(write)));

    expect(answers.filter((answer) => !expected.includes(answer))).toEqual([]);
    const after = await app.until(({ connections }) => connections === 0);
    expect([after.requests, after.events, after.stats]).toEqual([before.requests, before.events, before.stats]);
    expect(after.memory - before.memory).toBeLessThan(MAX_GROWTH);
    await expect(logIn()).resolves.toBe('alice');
  },
  60_000,
);

test('clients that drip a body have their message answered at once: it is not read for the login', async () => {
  const first = async (write: (socket: Socket) => void): Promise<string> => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    write(socket);
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return chunk.toString('latin1').split('\r\n')[0] ?? '';
  };
  const head = `POST ${target} HTTP/1.1\r\nHost: app\r\nContent-Type: application/x-www-form-urlencoded\r\n`;

  const answers = await Promise.all(
    Array.from({ length: CLIENTS }, () => first((socket) => socket.write(`${head}Content-Length: 1000000\r\n\r\nx`))),
  );

  expect(answers).toEqual(answers.map(() => 'HTTP/1.1 200 OK'));
  const after = await app.until(({ connections }) => connections === 0);
  expect(after.timers).toBe(0);
}, 60_000);
