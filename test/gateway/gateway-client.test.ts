import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { generate } from 'selfsigned';
import { now } from '../../src/clock.js';
import type { GatewayClientSettings } from '../../src/gateway/gateway-client.js';
import { closedPort, startHttp, startRaw, type TestServer } from '../outbound/servers.js';
import { lab, question, rejectionOf, reply, startGateway, trusted, type Lab } from './double.js';

const servers: TestServer[] = [];
const labs: Lab[] = [];

afterEach(async () => {
  for (const { client } of labs.splice(0)) client.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(starting: Promise<TestServer>): Promise<TestServer> {
  const server = await starting;
  servers.push(server);
  return server;
}

function open(settings: Partial<GatewayClientSettings> = {}): Lab {
  const made = lab(settings);
  labs.push(made);
  return made;
}

function soon(ms = 5_000): number {
  return now() + ms;
}

describe('a question to the gateway', () => {
  it('sends the ticket and fixed headers, and nothing else', async () => {
    let headers: string[] = [];
    const gateway = await serve(
      startHttp((request, response) => {
        headers = request.rawHeaders;
        reply(response, 200, 0, { userName: 'alice' });
      }),
    );

    const user = await open().client.userInfo(question(gateway.url, 't1'), soon());

    expect(user).toBe('alice');
    expect(gateway.requests).toEqual(['GET /api/rest_j/v1/user/userInfo']);
    expect(
      Object.fromEntries(headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : []))),
    ).toEqual({
      Accept: 'application/json',
      'Accept-Encoding': 'identity',
      'Cache-Control': 'no-cache',
      Cookie: 'linkis_user_session_ticket_id_v1=t1',
      'User-Agent': 'dss-sso',
      Host: `127.0.0.1:${gateway.port}`,
      Connection: 'keep-alive',
    });
  });

  it('sends the proxy ticket only to ask about it, and forwarded cookies always', async () => {
    const gateway = await serve(startGateway({ alice: ['root', 'etl'] }));
    const { client } = open();
    const asked = question(gateway.url, 'ticket-of-alice', {
      proxyTicket: 'proxy-of-root',
      forwarded: [['route', 'a b,c']],
    });

    await expect(client.getProxyUser(asked, soon())).resolves.toEqual({ userName: 'alice', proxyUser: 'root' });
    await expect(client.proxyList(asked, soon())).resolves.toEqual(['root', 'etl']);
    await client.userInfo(asked, soon());

    const [ticket, proxy, route] = [
      'linkis_user_session_ticket_id_v1=ticket-of-alice',
      'dss_user_session_proxy_ticket_id_v1=proxy-of-root',
      'route=a b,c',
    ];
    expect(gateway.cookies).toEqual([`${ticket}; ${proxy}; ${route}`, `${ticket}; ${route}`, `${ticket}; ${route}`]);
  });

  it('never sends back a cookie that a gateway set', async () => {
    const gateway = await serve(startGateway());
    const { client } = open();

    for (let call = 0; call < 2; call += 1) await client.userInfo(question(gateway.url, 'ticket-of-alice'), soon());

    expect(gateway.cookies.join()).not.toContain('JSESSIONID');
  });

  it('goes to where the entry says, below its base path', async () => {
    const gateway = await serve(startHttp((_, response) => reply(response, 200, 0, { userName: 'alice' })));
    const asked = { ...question(gateway.url, 't'), gateway: trusted(`${gateway.url}/dss-a/`) };

    await open().client.userInfo(asked, soon());

    expect(gateway.requests).toEqual(['GET /dss-a/api/rest_j/v1/user/userInfo']);
  });

  it.each(['a\r\nX: y', 'a;b=c', 'a\u0000', 'é'])('is not sent with a cookie %j', async (value) => {
    const gateway = await serve(startGateway());

    await expect(rejectionOf(open().client.userInfo(question(gateway.url, value), soon()))).resolves.toBe(
      'message-malformed',
    );
    expect(gateway.connections).toBe(0);
  });

  it('asks for workspaces and their users', async () => {
    const gateway = await serve(
      startHttp((request, response) => {
        if (request.url?.endsWith('/workspaces') === true) {
          reply(response, 200, 0, {
            workspaces: [
              { id: 224, name: 'bdap', more: 1 },
              { id: 1, name: '项目' },
            ],
          });
        } else {
          const users = { accessUsers: ['alice', 'bob'], editUsers: ['bob'], releaseUsers: [], createUsers: ['carol'] };
          reply(response, 200, 0, { users });
        }
      }),
    );
    const { client } = open();
    const asked = question(gateway.url, 't');

    await expect(client.workspaces(asked, soon())).resolves.toEqual([
      { id: 224, name: 'bdap' },
      { id: 1, name: '项目' },
    ]);
    await expect(client.getAllWorkspaceUsers(asked, 224, soon())).resolves.toEqual(['alice', 'bob', 'carol']);
    expect(gateway.requests[1]).toBe('GET /api/rest_j/v1/dss/framework/workspace/getAllWorkspaceUsers?workspaceId=224');
    expect(() => client.getAllWorkspaceUsers(asked, 0, soon())).toThrow(TypeError);
  });

  it.each<[string, object]>([
    ['no list', {}],
    ['a list of numbers', { workspaces: [1] }],
    ['an id that is text', { workspaces: [{ id: '224', name: 'bdap' }] }],
    ['an id of 0', { workspaces: [{ id: 0, name: 'bdap' }] }],
    ['a name that is no text', { workspaces: [{ id: 1, name: ['bdap'] }] }],
  ])('does not take %s for workspaces', async (_, data) => {
    const gateway = await serve(startHttp((__, response) => reply(response, 200, 0, data)));

    await expect(rejectionOf(open().client.workspaces(question(gateway.url, 't'), soon()))).resolves.toBe(
      'gateway-bad-answer',
    );
  });

  it.each<[string, object]>([
    ['no users', {}],
    ['a flat list', { users: ['alice'] }],
    ['no roles', { users: {} }],
    ['a role that is no list', { users: { accessUsers: 'alice' } }],
    ['a null user', { users: { accessUsers: ['alice', null] } }],
  ])('does not take %s for the users of a workspace', async (_, data) => {
    const gateway = await serve(startHttp((__, response) => reply(response, 200, 0, data)));
    const answer = open().client.getAllWorkspaceUsers(question(gateway.url, 't'), 1, soon());

    await expect(rejectionOf(answer)).resolves.toBe('gateway-bad-answer');
  });
});

describe('a question about a proxy user', () => {
  it.each<[string, number, number, object, string, string]>([
    ['no proxy user', 200, 0, { userName: 'alice' }, '', 'gateway-bad-answer'],
    ['an empty proxy user', 200, 0, { userName: 'alice', proxyUser: '' }, '', 'gateway-bad-answer'],
    ['no user', 200, 0, { proxyUser: 'root' }, '', 'gateway-bad-answer'],
    ['code 60050', 400, 1, {}, 'errCode: 60050 ,desc: x', 'proxy-user-denied'],
    ['a service that is off', 400, 1, {}, 'proxy user service is not enable', 'gateway-error'],
    ['a dead ticket', 401, -1, {}, 'errCode: 11002', 'ticket-rejected'],
  ])('with %s in its answer', async (_, httpStatus, status, data, message, code) => {
    const gateway = await serve(startHttp((__, response) => reply(response, httpStatus, status, data, message)));
    const asked = question(gateway.url, 't', { proxyTicket: 'p' });

    await expect(rejectionOf(open().client.getProxyUser(asked, soon()))).resolves.toBe(code);
  });

  it('tells how to do without a list that the gateway does not have', async () => {
    const gateway = await serve(startHttp((_, response) => response.writeHead(404).end()));
    const { client, log } = open();

    await expect(rejectionOf(client.proxyList(question(gateway.url, 't'), soon()))).resolves.toBe('gateway-error');
    expect(log.join()).toContain('verifyProxyUser: false');
  });
});

describe('a gateway at fault', () => {
  const yes = JSON.stringify({ status: 0, data: { userName: 'admin' } });
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

  it.each<[string, string, (socket: Socket) => void]>([
    ['resets', 'gateway-unreachable', (socket) => socket.resetAndDestroy()],
    ['closes', 'gateway-unreachable', (socket) => socket.end()],
    ['breaks off in the headers', 'gateway-bad-answer', (socket) => socket.end(head)],
    [
      'breaks off in the body',
      'gateway-bad-answer',
      (socket) => socket.end(`${head}Content-Length: 999\r\n\r\n${yes}`),
    ],
    ['does not speak HTTP', 'gateway-bad-answer', (socket) => socket.end('220 smtp.example.com ESMTP\r\n')],
    ['packs its answer', 'gateway-bad-answer', (socket) => socket.end(`${head}Content-Encoding: gzip\r\n\r\n${yes}`)],
    [
      'announces 1 GB',
      'gateway-bad-answer',
      (socket) => socket.write(`${head}Content-Length: 1073741824\r\n\r\n${yes}`),
    ],
    ['pads its answer', 'gateway-bad-answer', (socket) => socket.end(`${head}\r\n${yes}${' '.repeat(65_536)}`)],
    [
      'answers HTML',
      'gateway-bad-answer',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>hi'),
    ],
    [
      'answers 500',
      'gateway-error',
      (socket) => socket.end(`HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\n\r\n${yes}`),
    ],
    ['never answers', 'gateway-timeout', () => undefined],
    ['stops in the headers', 'gateway-timeout', (socket) => socket.write(head)],
    ['stops in the body', 'gateway-timeout', (socket) => socket.write(`${head}Content-Length: 999\r\n\r\n${yes}`)],
  ])('that %s is %s', async (_, code, onRequest) => {
    const gateway = await serve(startRaw(onRequest));
    const { client } = open({ timeout: 200 });

    await expect(rejectionOf(client.userInfo(question(gateway.url, 't'), soon(200)))).resolves.toBe(code);
    expect(client.stats().failures).toBe(1);
  });

  it('is not asked when the time is over before the call', async () => {
    const gateway = await serve(startGateway());
    const { client } = open();

    await expect(rejectionOf(client.userInfo(question(gateway.url, 't'), soon(-1)))).resolves.toBe('gateway-timeout');
    expect(client.stats().calls).toBe(0);
    expect(gateway.requests).toEqual([]);
  });

  it('that is not there is gateway-unreachable, and the error names it', async () => {
    const origin = `http://127.0.0.1:${await closedPort()}`;
    const answer = open().client.userInfo(question(`${origin}/dss`, 'canary'), soon());

    await expect(answer).rejects.toMatchObject({
      code: 'gateway-unreachable',
      message: expect.stringContaining(`The gateway ${origin} cannot be reached (ECONNREFUSED)`),
      cause: { name: 'SendError', code: 'ECONNREFUSED', syscall: 'connect' },
    });
  });

  it.each([301, 302, 303, 307, 308])(
    'that redirects with %i is gateway-bad-answer, and its target is never met',
    async (status) => {
      const rogue = await serve(startHttp((_, response) => reply(response, 200, 0, { userName: 'admin' })));
      const targets = (own: string): string[] => [`${rogue.url}/api/rest_j/v1/user/userInfo`, own];
      for (const which of [0, 1]) {
        const gateway: TestServer = await serve(
          startHttp((request, response) =>
            response.writeHead(status, { Location: targets(request.url ?? '')[which] }).end(yes),
          ),
        );
        const code = await rejectionOf(open().client.userInfo(question(gateway.url, 't'), soon()));
        expect([code, gateway.requests.length]).toEqual(['gateway-bad-answer', 1]);
      }
      expect(rogue.connections).toBe(0);
    },
  );

  it('that certifies itself is gateway-unreachable, and gets no ticket', async () => {
    const { private: key, cert } = await generate(undefined, { keyType: 'ec' });
    const gateway = await serve(startHttp((_, response) => response.end(yes), { key, cert }));

    await expect(rejectionOf(open().client.userInfo(question(gateway.url, 't'), soon()))).resolves.toBe(
      'gateway-unreachable',
    );
    expect(gateway.requests).toEqual([]);
    expect(() => open({ agent: { https: new HttpsAgent({ rejectUnauthorized: false }) } })).toThrow(TypeError);
  });

  it('is asked again once if it lost the connection, and not after an answer', async () => {
    const flaky = await serve(
      startRaw((socket, number) => (number === 1 ? socket.resetAndDestroy() : socket.end(`${head}\r\n${yes}`))),
    );
    const broken = await serve(startRaw((socket) => socket.end(head)));
    const { client } = open();

    await expect(client.userInfo(question(flaky.url, 't'), soon())).resolves.toBe('admin');
    await rejectionOf(client.userInfo(question(broken.url, 't'), soon()));

    expect([flaky.requests.length, broken.requests.length]).toEqual([2, 1]);
  });
});

describe('the limits of calls', () => {
  it('keep the calls under way and the calls that wait within bounds', async () => {
    const waiting: (() => void)[] = [];
    const gateway = await serve(
      startHttp((_, response) => {
        waiting.push(() => reply(response, 200, 0, { userName: 'alice' }));
      }),
    );
    const { client } = open({ maxConcurrent: 3, maxQueue: 2 });
    const codes = Array.from({ length: 8 }, (_, n) =>
      rejectionOf(client.userInfo(question(gateway.url, `t${n}`), soon())),
    );
    while (waiting.length < 3) await new Promise(setImmediate);

    expect(client.stats().calls).toBe(3);
    waiting.splice(0).forEach((answer) => {
      answer();
    });
    while (waiting.length < 2) await new Promise(setImmediate);
    waiting.splice(0).forEach((answer) => {
      answer();
    });

    expect((await Promise.all(codes)).filter((code) => code === 'gateway-busy')).toHaveLength(3);
    expect([gateway.requests.length, gateway.connections <= 3]).toEqual([5, true]);
  });

  it('count the wait for a place against the deadline', async () => {
    const gateway = await serve(startHttp(() => undefined));
    const { client } = open({ maxConcurrent: 1 });
    const calls = ['t1', 't2'].map((ticket) => rejectionOf(client.userInfo(question(gateway.url, ticket), soon(200))));

    await expect(Promise.all(calls)).resolves.toEqual(['gateway-timeout', 'gateway-timeout']);
    expect(gateway.requests).toHaveLength(1);
  });

  it('stop asking a gateway that did not answer ten times, and only that one', async () => {
    const down = await serve(startRaw((socket) => socket.resetAndDestroy()));
    const up = await serve(startGateway());
    const { client } = open({ retries: 0 });

    for (let n = 0; n < 15; n += 1) {
      await expect(rejectionOf(client.userInfo(question(down.url, `t${n}`), soon()))).resolves.toBe(
        'gateway-unreachable',
      );
    }

    expect(down.requests).toHaveLength(10);
    await expect(client.userInfo(question(up.url, 'ticket-of-bob'), soon())).resolves.toBe('bob');
  });

  it('stop asking a gateway that used up the time of ten calls, though not one that gives bad answers', async () => {
    const hanging = await serve(startHttp(() => undefined));
    const broken = await serve(startRaw((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{')));
    const { client } = open({ timeout: 50, retries: 0 });
    const ask = (url: string, n: number, deadline: number) =>
      rejectionOf(client.userInfo(question(url, `t${n}`), deadline));

    for (let n = 0; n < 12; n += 1) await expect(ask(hanging.url, n, soon(50))).resolves.toBe('gateway-timeout');
    for (let n = 0; n < 12; n += 1) await expect(ask(broken.url, n, soon())).resolves.toBe('gateway-bad-answer');

    expect(hanging.requests).toHaveLength(10);
    expect(broken.requests).toHaveLength(12);
  });

  it('are not tripped by junk tickets, nor by calls that had waited too long here', async () => {
    const gateway = await serve(startGateway());
    const slow = await serve(startHttp(() => undefined));
    const { client } = open({ timeout: 2_000 });
    for (let n = 0; n < 30; n += 1) {
      await expect(rejectionOf(client.userInfo(question(gateway.url, `junk${n}`), soon()))).resolves.toBe(
        'ticket-rejected',
      );
    }
    for (let n = 0; n < 12; n += 1) await rejectionOf(client.userInfo(question(slow.url, `t${n}`), soon(20)));

    expect(slow.requests).toHaveLength(12);
    await expect(client.userInfo(question(gateway.url, 'ticket-of-alice'), soon())).resolves.toBe('alice');
  });
});

describe('a closed client', () => {
  it('asks nobody, and can be closed again', async () => {
    const gateway = await serve(startGateway());
    const { client } = open();
    client.close();
    client.close();

    await expect(rejectionOf(client.userInfo(question(gateway.url, 't'), soon()))).resolves.toBe('gateway-unreachable');
    expect(gateway.connections).toBe(0);
  });

  it('ends the calls under way', async () => {
    const gateway = await serve(startHttp(() => undefined));
    const { client } = open();
    const code = rejectionOf(client.userInfo(question(gateway.url, 't'), soon()));
    while (gateway.requests.length === 0) await new Promise(setImmediate);
    client.close();

    await expect(code).resolves.toBe('gateway-unreachable');
  });
});

describe('what is logged and thrown', () => {
  it('never shows a ticket, however the gateway repeats it', async () => {
    const ticket = 'canary+ticket/0123456789==';
    const proxyTicket = 'canary-proxy!(1)~';
    const spell = (text: string): string[] => [
      ...[
        text,
        encodeURIComponent(text),
        encodeURIComponent(encodeURIComponent(text)),
        Buffer.from(text).toString('hex'),
      ],
      ...[
        Buffer.from(text).toString('base64'),
        String(new URLSearchParams({ x: text })).slice(2),
        encodeURIComponent(text).toLowerCase(),
      ],
    ];
    const spellings = [ticket, proxyTicket].flatMap(spell);
    const log: string[] = [];
    const kinds: [number, number][] = [[400, 1], [401, -1], [500, 3], [200, 9], [302, 0], [200, 0]]; // prettier-ignore
    for (const spelling of spellings) {
      for (const [httpStatus, status] of kinds) {
        const gateway = await serve(
          startHttp((_, response) =>
            reply(response, httpStatus, status, { userName: 1 }, `x\n${spelling} y ${'z'.repeat(300)}`),
          ),
        );
        const made = open();
        const outcome: unknown = await made.client
          .getProxyUser(question(gateway.url, ticket, { proxyTicket }), soon())
          .catch((e: unknown) => e);
        log.push(...made.log, inspect(outcome, { depth: 9, showHidden: true }), String((outcome as Error).stack));
      }
    }
    const text = log.join('\n');

    expect(spellings.filter((spelling) => text.includes(spelling))).toEqual([]);
    expect(text).toContain('x\\\\u{a}*** y zzz');
    expect(text).not.toContain('z'.repeat(201));
  });
});
