import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A Redis server of the test's own, on a free port of loopback, that keeps nothing on disk. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** It is gone from one moment to the next, with all it held. */
  kill(): Promise<void>;
  /** It is there, takes connections, and answers nobody. */
  freeze(): void;
  thaw(): void;
  /** Starts again, on the same port and empty. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const HINT =
  'These tests need a Redis server. On Debian: apt-get install redis-server. "redis-server" must be in the PATH.';

export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(tmpdir(), 'dss-sso-redis-'));
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(
      'redis-server',
      [
        '--bind',
        '127.0.0.1',
        '--port',
        String(port),
        '--save',
        '',
        '--appendonly',
        'no',
        '--maxmemory-policy',
        'noeviction',
      ],
      { cwd: folder, stdio: 'ignore' },
    );
    const failure = once(started, 'error').then(([error]: unknown[]) => {
      throw new Error(HINT, { cause: error });
    });
    server = started;
    await Promise.race([failure, untilListening(port)]);
    failure.catch(() => undefined);
  }

  async function kill(): Promise<void> {
    const running = server;
    server = undefined;
    if (running?.exitCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  }

  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    freeze: () => void server?.kill('SIGSTOP'),
    thaw: () => void server?.kill('SIGCONT'),
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilListening(port: number): Promise<void> {
  const end = performance.now() + 10_000;
  while (performance.now() < end) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await wait(20);
    } finally {
      socket.destroy();
    }
  }
  throw new Error(`redis-server does not listen on port ${port}`);
}
