/** Which connections are trusted, and for how long. */
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { runInThisContext } from 'node:vm';
import { generate } from 'selfsigned';
import { now } from '../../src/clock.js';
import { createAgents, type AgentOptions, type Agents } from '../../src/outbound/agents.js';
import { send, type OutboundResponse } from '../../src/outbound/send.js';
import { SendError } from '../../src/outbound/send-error.js';
import { startHttp, startRaw, type TestServer } from './servers.js';

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const servers: TestServer[] = [];
const made: Agents[] = [];

afterEach(async () => {
  for (const agents of made.splice(0)) agents.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(starting: Promise<TestServer>): Promise<TestServer> {
  const server = await starting;
  servers.push(server);
  return server;
}

function open(given?: AgentOptions): Agents {
  const agents = createAgents(given);
  made.push(agents);
  return agents;
}

function get(agents: Agents, base: string): Promise<OutboundResponse> {
  const url = new URL(base);
  return send({
    method: 'GET',
    url,
    headers: { Cookie: 'ticket=canary' },
    agent: agents.for(url),
    deadline: now() + 4_000,
    maxResponseBytes: 1_024,
  });
}

async function kindOf(answer: Promise<OutboundResponse>): Promise<string> {
  const error: unknown = await answer.then(
    () => 'an answer',
    (reason: unknown) => reason,
  );
  return error instanceof SendError ? error.kind : String(error);
}

describe('a kept connection', () => {
  it.each(['HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil', 'x'])(
    'on which more comes than was asked for (%j) is closed, and not used again',
    async (stray) => {
      const sockets: Socket[] = [];
      const server = await serve(
        startRaw((socket) => {
          sockets.push(socket);
          socket.write(ANSWER);
        }),
      );
      const agents = open();
      await get(agents, server.url);
      const closed = new Promise((resolve) => sockets[0]?.once('close', resolve));

      sockets[0]?.write(stray);
      await closed;

      expect((await get(agents, server.url)).body.toString()).toBe('ok');
      expect(server.connections).toBe(2);
    },
  );

  it('is used again as often as it is sound', async () => {
    const server = await serve(startRaw((socket) => socket.write(ANSWER)));
    const agents = open();
    for (let n = 0; n < 20; n += 1) await get(agents, server.url);

    expect(server.connections).toBe(1);
  });
});

test('a flood of interim answers is no answer', async () => {
  const server = await serve(
    startRaw((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1_000) + ANSWER);
    }),
  );

  await expect(kindOf(get(open(), server.url))).resolves.toBe('too-large');
});

describe('with NODE_TLS_REJECT_UNAUTHORIZED=0', () => {
  // The environment itself: Jest gives tests a copy, which Node does not look at.
  const env = runInThisContext('process.env') as NodeJS.ProcessEnv;

  beforeEach(() => {
    env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  });
  afterEach(() => {
    delete env['NODE_TLS_REJECT_UNAUTHORIZED'];
  });

  it.each<[string, (ca: string) => AgentOptions | undefined]>([
    ['our own agent', () => undefined],
    ['an agent that says nothing of it', () => ({ https: new HttpsAgent({ keepAlive: true }) })],
    ['an agent with the CA of another host', (ca) => ({ https: new HttpsAgent({ ca }) })],
  ])('%s still sends nothing to a server it cannot trust', async (_, options) => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'dss.example.com' }], {
      keyType: 'ec',
    });
    const server = await serve(startHttp((__, response) => response.end('ok'), { key, cert }));

    await expect(kindOf(get(open(options(cert)), server.url))).resolves.toBe('unreachable');
    expect(server.requests).toEqual([]);
  });
});

test.each(['http://dss.example.com', 'https://dss.example.com'])(
  'our agent for %s names no proxy, so that Node looks for none in the environment',
  (url) => {
    expect(open().for(new URL(url))).toMatchObject({ options: { proxyEnv: {} } });
  },
);
