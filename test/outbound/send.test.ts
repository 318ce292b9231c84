import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { runInThisContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { generate } from 'selfsigned';
import { now } from '../../src/clock.js';
import { agentProblems, createAgents, type Agents } from '../../src/outbound/agents.js';
import { sendWithRetries } from '../../src/outbound/retry.js';
import { send, type OutboundRequest, type OutboundResponse } from '../../src/outbound/send.js';
import { SendError } from '../../src/outbound/send-error.js';
import { closedPort, startHttp, startRaw, type TestServer } from './servers.js';

const servers: TestServer[] = [];
let agents: Agents;

beforeEach(() => {
  agents = createAgents();
});

afterEach(async () => {
  agents.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(starting: Promise<TestServer>): Promise<TestServer> {
  const server = await starting;
  servers.push(server);
  return server;
}

function get(url: string, more: Partial<OutboundRequest> = {}): OutboundRequest {
  const target = new URL(url);
  return {
    method: 'GET',
    url: target,
    headers: {},
    agent: agents.for(target),
    deadline: now() + 5_000,
    maxResponseBytes: 1_000,
    ...more,
  };
}

/** Waits until no connection is open; `once` would fail with a connection that was reset. */
async function allClosed(server: TestServer): Promise<void> {
  await Promise.all(Array.from(server.open, (socket) => new Promise((resolve) => socket.on('close', resolve))));
}

async function kindOf(call: Promise<OutboundResponse>): Promise<string> {
  const error: unknown = await call.then(
    () => new Error('it was answered'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof SendError)) throw error;
  return error.kind;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('a call that is answered', () => {
  it('gives status, headers and body, and sends the body it was given', async () => {
    const server = await serve(
      startHttp((request, response) => {
        response.writeHead(418, { 'X-Length': request.headers['content-length'] });
        request.pipe(response);
      }),
    );

    const answer = await send(get(server.url, { method: 'POST', body: 'tea' }));

    expect(answer.status).toBe(418);
    expect(answer.headers['x-length']).toBe('3');
    expect(answer.body.toString()).toBe('tea');
  });

  it('accepts a body of exactly the limit, and keeps the connection for the next call', async () => {
    const server = await serve(startHttp((_, response) => response.end('x'.repeat(1_000))));

    for (let call = 0; call < 3; call += 1) expect((await send(get(server.url))).body).toHaveLength(1_000);

    expect(server.connections).toBe(1);
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect with %i', async (status) => {
    const rogue = await serve(startHttp((_, response) => response.end()));
    const server = await serve(startHttp((_, response) => response.writeHead(status, { Location: rogue.url }).end()));

    const answer = await send(get(server.url));

    expect(answer.status).toBe(status);
    expect(rogue.connections).toBe(0);
  });

  it('skips interim answers', async () => {
    const server = await serve(
      startRaw((socket) => socket.write(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${OK}`)),
    );

    await expect(send(get(server.url))).resolves.toMatchObject({ status: 200 });
  });
});

describe('a call that is not answered', () => {
  it('tells a refused connection', async () => {
    await expect(kindOf(send(get(`http://127.0.0.1:${await closedPort()}`)))).resolves.toBe('refused');
  });

  it('tells a name that has no address', async () => {
    await expect(kindOf(send(get('http://dss.invalid')))).resolves.toBe('unreachable');
  });

  it.each<[string, string, (socket: Socket) => void]>([
    ['is reset before a byte', 'reset', (socket) => socket.resetAndDestroy()],
    ['is closed before a byte', 'reset', (socket) => socket.end()],
    ['ends within the status line', 'broken-off', (socket) => socket.end('HTTP/1.1 2')],
    ['ends within the headers', 'broken-off', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le')],
    ['ends within the body', 'broken-off', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')],
    [
      'ends within a chunk',
      'broken-off',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab'),
    ],
    [
      'is an unwanted upgrade',
      'broken-off',
      (socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
    ],
    ['is not HTTP', 'not-http', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    [
      'has two lengths',
      'not-http',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'),
    ],
    ['has endless headers', 'not-http', (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`)],
    ['announces 1 GB', 'too-large', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n')],
    ['is one byte too long', 'too-large', (socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(1_001)}`)],
    [
      'is packed',
      'encoded',
      (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n'),
    ],
  ])('tells an answer that %s', async (_, kind, onRequest) => {
    const server = await serve(startRaw(onRequest));

    await expect(kindOf(send(get(server.url)))).resolves.toBe(kind);
  });

  it('reads no more of an endless body than the limit, and destroys the connection', async () => {
    const server = await serve(
      startHttp((_, response) => {
        const write = (): void => {
          while (!response.destroyed && response.write('x'.repeat(4_096)));
          if (!response.destroyed) response.once('drain', write);
        };
        write();
      }),
    );

    await expect(kindOf(send(get(server.url)))).resolves.toBe('too-large');
    await allClosed(server);
  });

  it('does not unpack a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    const server = await serve(
      startHttp((_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb)),
    );

    await expect(kindOf(send(get(server.url, { maxResponseBytes: 1_000_000 })))).resolves.toBe('encoded');
  });

  it.each<[string, (socket: Socket) => void]>([
    ['never comes', () => undefined],
    ['stops within the headers', (socket) => socket.write('HTTP/1.1 200 OK\r\n')],
    ['stops within the body', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')],
    [
      'trickles',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n');
        const timer = setInterval(() => socket.write('x'), 20);
        socket.on('close', () => {
          clearInterval(timer);
        });
      },
    ],
  ])('gives up at the deadline if the answer %s, and destroys the connection', async (_, onRequest) => {
    const server = await serve(startRaw(onRequest));

    await expect(kindOf(send(get(server.url, { deadline: now() + 150 })))).resolves.toBe('timeout');
    await allClosed(server);
  });

  it('connects to nobody after the deadline', async () => {
    const server = await serve(startHttp((_, response) => response.end()));

    await expect(kindOf(send(get(server.url, { deadline: now() - 1 })))).resolves.toBe('timeout');
    expect(server.connections).toBe(0);
  });

  it('shows nothing of the request in its error', async () => {
    const port = await closedPort();
    const error: unknown = await send(
      get(`http://127.0.0.1:${port}/?canary-url`, { headers: { Cookie: 'canary-cookie' } }),
    ).catch((e: unknown) => e);

    expect(Object.getOwnPropertyNames(error).sort()).toEqual(['code', 'kind', 'message', 'name', 'stack', 'syscall']);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
  });
});

describe('a call over TLS', () => {
  it('is not made to a server with a certificate of its own making, even if the environment says so', async () => {
    const { private: key, cert } = await generate(undefined, { keyType: 'ec' });
    const server = await serve(startHttp((_, response) => response.end('ok'), { key, cert }));
    // The environment itself: Jest gives tests a copy, which Node does not look at.
    const env = runInThisContext('process.env') as NodeJS.ProcessEnv;
    env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await expect(kindOf(send(get(server.url)))).resolves.toBe('unreachable');
    } finally {
      delete env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
    expect(server.requests).toEqual([]);
  });

  it('trusts a private CA through an agent of the user', async () => {
    const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 7 as const, ip: '127.0.0.1' }] }];
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
      keyType: 'ec',
      extensions,
    });
    const server = await serve(startHttp((_, response) => response.end('ok'), { key, cert }));
    const own = new HttpsAgent({ ca: cert, keepAlive: true });
    const given = createAgents({ https: own });

    const answer = await send(get(server.url, { agent: given.for(new URL(server.url)) }));
    given.close();

    expect(answer.body.toString()).toBe('ok');
    expect(Object.keys(own.freeSockets)).toHaveLength(1);
    own.destroy();
  });
});

describe('a call that is repeated', () => {
  it('is made again where the connection was lost before a byte came', async () => {
    const server = await serve(
      startRaw((socket, number) => (number === 1 ? socket.resetAndDestroy() : socket.end(OK))),
    );

    await expect(sendWithRetries(get(server.url), 1)).resolves.toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(2);
  });

  it.each([0, 1, 3])('is made again at most %i times', async (retries) => {
    const server = await serve(startRaw((socket) => socket.resetAndDestroy()));

    await expect(kindOf(sendWithRetries(get(server.url), retries))).resolves.toBe('reset');
    expect(server.requests).toHaveLength(retries + 1);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['timed out', () => undefined],
    ['was answered in part', (socket) => socket.end('HTTP/1.1 2')],
    ['was answered with other bytes', (socket) => socket.end('hello\r\n\r\n')],
    ['was answered with too much', (socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(2_000)}`)],
    ['was answered with an error', (socket) => socket.end('HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n')],
  ])('is not one that %s', async (_, onRequest) => {
    const server = await serve(startRaw(onRequest));

    await sendWithRetries(get(server.url, { deadline: now() + 300 }), 3).catch(() => undefined);

    expect(server.requests).toHaveLength(1);
  });

  it('is not a POST that may have been received', async () => {
    const server = await serve(startRaw((socket) => socket.resetAndDestroy()));

    await expect(kindOf(sendWithRetries(get(server.url, { method: 'POST', body: 'x' }), 3))).resolves.toBe('reset');
    expect(server.requests).toHaveLength(1);
  });
});

describe('agents', () => {
  it.each<[unknown, unknown[]]>([
    [undefined, []],
    [{}, []],
    [{ https: new HttpsAgent() }, []],
    [7, ['gateway.agent must be an object { http?, https? }']],
    [null, ['gateway.agent must be an object { http?, https? }']],
    [{ https: {} }, ['gateway.agent.https must be an Agent of node:https']],
    [{ http: new HttpsAgent() }, ['gateway.agent.http must be an Agent of node:http, not of node:https']],
    [{ socks: 1 }, ['gateway.agent knows only http and https']],
    [
      { https: new HttpsAgent({ rejectUnauthorized: false }) },
      [expect.stringContaining('gateway.agent.https has rejectUnauthorized: false')],
    ],
  ])('tells what is wrong with %p', (given, problems) => {
    expect(agentProblems(given, 'gateway.agent')).toEqual(problems);
  });

  it('are not created with one that accepts any certificate', () => {
    expect(() => createAgents({ https: new HttpsAgent({ rejectUnauthorized: false }) })).toThrow(TypeError);
  });

  it('keep no process alive with their idle connections', async () => {
    const server = await serve(startHttp((_, response) => response.end('ok')));
    await send(get(server.url));
    for (const socket of server.open) socket.unref();

    // What keeps the process alive; other connections may still be closing.
    while (process.getActiveResourcesInfo().includes('TCPSocketWrap')) await new Promise(setImmediate);
    expect(server.open.size).toBe(1);
  });

  it('destroy their own connections when they are closed', async () => {
    const server = await serve(startHttp((_, response) => response.end('ok')));
    await send(get(server.url));
    const gone = allClosed(server);

    agents.close();
    agents.close();

    await gone;
  });
});
