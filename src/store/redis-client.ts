/** What is used of a client of `redis` (node-redis 4 and newer): a client, a cluster, a pool or a sentinel. */
export interface NodeRedisClient {
  get(key: string): Promise<unknown>;
  set(key: string, value: string, options: { PX: number }): Promise<unknown>;
  del(key: string): Promise<unknown>;
  readonly isReady?: boolean;
}

/** What is used of a client of `ioredis` (5 and newer): a client or a cluster. */
export interface IORedisClient {
  get(key: string): Promise<unknown>;
  set(key: string, value: string, px: 'PX', milliseconds: number): Promise<unknown>;
  del(key: string): Promise<unknown>;
  readonly status: string;
}

/** The three commands, whichever client makes them. */
export interface RedisCommands {
  /** Whether a command would be sent now: clients queue what they cannot send, for as long as it takes. */
  isConnected(): boolean;
  get(key: string): Promise<unknown>;
  set(key: string, value: string, milliseconds: number): Promise<unknown>;
  del(key: string): Promise<unknown>;
}

export function commandsOf(client: NodeRedisClient | IORedisClient): RedisCommands {
  const get = (key: string): Promise<unknown> => client.get(key);
  const del = (key: string): Promise<unknown> => client.del(key);
  return isIORedis(client)
    ? {
        get,
        del,
        // A lazy client connects at its first command.
        isConnected: () => client.status === 'ready' || client.status === 'wait',
        set: (key, value, milliseconds) => client.set(key, value, 'PX', milliseconds),
      }
    : {
        get,
        del,
        isConnected: () => client.isReady !== false,
        set: (key, value, milliseconds) => client.set(key, value, { PX: milliseconds }),
      };
}

/** Whether a value has the methods of one of the two clients. */
export function isRedisClient(value: unknown): value is NodeRedisClient | IORedisClient {
  if (typeof value !== 'object' || value === null) return false;
  const methods = value as Record<string, unknown>;
  return ['get', 'set', 'del'].every((name) => typeof methods[name] === 'function');
}

function isIORedis(client: NodeRedisClient | IORedisClient): client is IORedisClient {
  return 'status' in client && typeof client.status === 'string';
}
