/** What a gateway can do wrong, and what each of it is to a browser that wants to log in: the documented refusal, and nobody in. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { closedPort, startHttp, startRaw, type TestServer } from '../outbound/servers.js';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

const ignore = (): void => undefined;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

function json(body: unknown, status = 200): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
}

const answering = (answer: (response: ServerResponse) => void) => () =>
  startHttp((_request, response) => {
    answer(response);
  });
const writing = (write: (socket: Socket) => void) => () => startRaw(write);

const yes = (data: unknown, status: unknown = 0): object => ({ method: null, status, message: '', data });

const FAULTS: Record<string, [code: string, status: number, start: () => Promise<TestServer>]> = {
  'resets the connection': ['gateway-unreachable', 502, writing((socket) => socket.resetAndDestroy())],
  'closes the connection without a word': ['gateway-unreachable', 502, writing((socket) => socket.end())],
  'never answers': ['gateway-timeout', 504, writing(() => undefined)],
  'sends headers without end': [
    'gateway-timeout',
    504,
    writing((socket) => {
      socket.write(HEAD);
      const timer = setInterval(() => socket.write('X-Slow: 1\r\n'), 20);
      socket.on('close', () => clearInterval(timer)).on('error', ignore);
    }),
  ],
  'sends a body without end, slowly': [
    'gateway-timeout',
    504,
    writing((socket) => {
      socket.write(`${HEAD}Content-Length: 1000\r\n\r\n{`);
      const timer = setInterval(() => socket.write(' '), 20);
      socket.on('close', () => clearInterval(timer)).on('error', ignore);
    }),
  ],
  'sends 1 GB': [
    'gateway-bad-answer',
    502,
    writing((socket) => {
      socket.on('error', ignore);
      socket.write(`${HEAD}Content-Length: 1073741824\r\n\r\n`);
      const flood = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536)));
      };
      socket.on('drain', flood);
      flood();
    }),
  ],
  'breaks off in the middle of a body': [
    'gateway-bad-answer',
    502,
    writing((socket) => socket.end(`${HEAD}Content-Length: 1000\r\n\r\n{"status":0`)),
  ],
  'speaks no HTTP': ['gateway-bad-answer', 502, writing((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'))],
  'answers 500': ['gateway-error', 502, answering(json({ status: 1, message: 'oops' }, 500))],
  'answers 500 and status 0 with a name': ['gateway-error', 502, answering(json(yes({ userName: 'admin' }), 500))],
  'answers with HTML': [
    'gateway-bad-answer',
    502,
    answering((response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<h1>admin</h1>');
    }),
  ],
  'answers with HTML that calls itself JSON': [
    'gateway-bad-answer',
    502,
    answering((response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end('<h1>admin</h1>');
    }),
  ],
  'redirects to somebody who says admin': [
    'gateway-bad-answer',
    502,
    answering((response) => {
      response.writeHead(302, { Location: '/elsewhere' });
      response.end();
    }),
  ],
  'says status -1': ['ticket-rejected', 401, answering(json(yes({}, -1), 200))],
  'answers 401': ['ticket-rejected', 401, answering(json(yes({}, -1), 401))],
  'says status 1 with 11002': [
    'ticket-rejected',
    401,
    answering(
      json({ status: 1, message: 'login failed! reason: NonLoginException: errCode: 11002 ,desc: ...', data: {} }, 400),
    ),
  ],
  'says status 1 with another reason': [
    'gateway-error',
    502,
    answering(json({ status: 1, message: 'login failed! reason: DWCException: errCode: 10905', data: {} }, 400)),
  ],
  'names nobody': ['gateway-bad-answer', 502, answering(json(yes({})))],
  'names null': ['gateway-bad-answer', 502, answering(json(yes({ userName: null })))],
  'names a number': ['gateway-bad-answer', 502, answering(json(yes({ userName: 1 })))],
  'names a list': ['gateway-bad-answer', 502, answering(json(yes({ userName: ['admin'] })))],
  'names the empty text': ['gateway-bad-answer', 502, answering(json(yes({ userName: '' })))],
  'names somebody with a line break': ['gateway-bad-answer', 502, answering(json(yes({ userName: 'admin\r\nx' })))],
  'has no data': ['gateway-bad-answer', 502, answering(json({ status: 0 }))],
  'has a list as data': ['gateway-bad-answer', 502, answering(json(yes([{ userName: 'admin' }])))],
  'has no status': ['gateway-bad-answer', 502, answering(json({ data: { userName: 'admin' } }))],
  'has a status that is text': ['gateway-bad-answer', 502, answering(json(yes({ userName: 'admin' }, '0')))],
  'has a status nobody knows': ['gateway-bad-answer', 502, answering(json(yes({ userName: 'admin' }, 7)))],
};

async function expectRefusal(url: string, code: string, status: number): Promise<void> {
  const app: RunningApp = await startExpressApp({
    gateways: url,
    secret: SECRET,
    logger: SILENT,
    gateway: { timeout: 300 },
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  });
  try {
    const browser = new TestBrowser();
    const answer = await browser.get(`${app.url}/?${world.message({ dssUrl: url })}`);
    expect([answer.status, answer.json()['code']]).toEqual([status, code]);
    expect(answer.setCookies).toEqual([]);
    expect((await browser.get(`${app.url}/`)).json<Seen>().user).toBeUndefined();
    expect(app.filter.stats().refusals).toEqual({ [code]: 1 });
  } finally {
    await app.close();
  }
}

test.each(Object.entries(FAULTS))(
  'a gateway that %s is a refusal, and nobody is in',
  async (_name, [code, status, start]) => {
    const gateway = await start();
    try {
      await expectRefusal(gateway.url, code, status);
    } finally {
      await gateway.close();
    }
  },
);

test('a gateway that is not there is a refusal, and nobody is in', async () => {
  await expectRefusal(`http://127.0.0.1:${await closedPort()}`, 'gateway-unreachable', 502);
});

test('a gateway with too many calls waiting is busy: 503 with Retry-After', async () => {
  const slow = await startRaw(() => undefined);
  const app = await startExpressApp({
    gateways: slow.url,
    secret: SECRET,
    logger: SILENT,
    gateway: { timeout: 500, maxConcurrent: 1, maxQueue: 0 },
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  });
  const answers = await Promise.all(
    [1, 2].map(() => new TestBrowser().get(`${app.url}/?${world.message({ dssUrl: slow.url })}`)),
  );
  const busy = answers.find(({ status }) => status === 503);
  expect(busy?.json()).toMatchObject({ code: 'gateway-busy' });
  expect(busy?.headers['retry-after']).toBe('1');
  await app.close();
  await slow.close();
});

test('two hundred logins of three users at once: each is who the gateway named for the very ticket', async () => {
  const app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    logger: SILENT,
    cache: { ttl: 0 },
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  });
  const users = ['alice', 'bob', 'admin'];
  await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const user = users[index % 3] ?? '';
      const answer = await new TestBrowser().get(`${app.url}/?${world.message({ user })}`);
      expect(answer.json<Seen>().user?.userName).toBe(user);
    }),
  );
  await app.close();
});
