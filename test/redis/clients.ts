import { Redis } from 'ioredis';
import { createClient } from 'redis';
import type { IORedisClient, NodeRedisClient } from '../../src/store/redis-store.js';

export interface Connected {
  readonly client: NodeRedisClient | IORedisClient;
  /** Whether the client knows that it has a connection. */
  isReady(): boolean;
  close(): void;
}

/** Reconnects soon, so that a test need not wait. */
const RETRY = 25;

/** How an app connects each of the two clients. */
export const CLIENTS: Readonly<Record<string, (url: string) => Promise<Connected>>> = {
  async 'node-redis'(url) {
    const client = createClient({ url, socket: { reconnectStrategy: RETRY } });
    // Without a listener an error of the connection ends the process.
    client.on('error', () => undefined);
    await client.connect();
    return {
      client,
      isReady: () => client.isReady,
      close() {
        client.destroy();
      },
    };
  },
  async ioredis(url) {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => RETRY });
    client.on('error', () => undefined);
    await client.connect();
    return {
      client,
      isReady: () => client.status === 'ready',
      close() {
        client.disconnect();
      },
    };
  },
};
