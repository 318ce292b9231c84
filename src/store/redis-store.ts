import { now } from '../clock.js';
import { OptionsCheck } from '../options.js';
import { commandsOf, isRedisClient, type IORedisClient, type NodeRedisClient } from './redis-client.js';
import type { Store } from './store.js';

export type { IORedisClient, NodeRedisClient } from './redis-client.js';

export interface RedisStoreOptions {
  /** Stands before every key, so that apps on one server keep apart. 1 to 200 printable characters without spaces. @default 'dss-sso:' */
  readonly prefix?: string;
  /**
   * ms after which a command counts as failed. A server that does not answer must not hold up requests: after such a failure the next
   * commands fail at once, for as long again. @default 1_000
   */
  readonly timeout?: number;
}

const PREFIX = /^[\x21-\x7e]{1,200}$/;

/**
 * A store in Redis, shared by all processes of an app: states of logins, logins when `remember` is `'store'`, and verified tickets. The
 * client is yours: connect it, listen to its `error` events, and close it after the filter. What is written expires by itself; keys are
 * hashes or random ids, and tickets are sealed with the filter's `secret`, which a shared store needs.
 *
 * Choose a server that evicts nothing (`maxmemory-policy noeviction`): an ended login that is forgotten could live on as a copy.
 *
 * @param client - a connected client of `redis` (node-redis 4 or newer) or `ioredis` (5 or newer)
 * @throws `options-invalid` (`SSOError`)
 */
export function redisStore(client: NodeRedisClient | IORedisClient, options: RedisStoreOptions = {}): Store {
  const check = new OptionsCheck();
  const given = check.object(options, '', { prefix: true, timeout: true });
  const timeout = check.milliseconds(given['timeout'], 'timeout', 1_000, 1);
  const prefix = readPrefix(given['prefix'], check);
  if (!isRedisClient(client)) check.problem('the client must be one of `redis` (4 or newer) or `ioredis` (5 or newer)');
  check.throwIfAny('redisStore');

  const commands = commandsOf(client);
  let silentUntil = -Infinity;

  async function run(command: () => Promise<unknown>): Promise<unknown> {
    if (!commands.isConnected()) throw failure('Redis is not connected', 'ENOTCONN');
    if (now() < silentUntil) throw failure('Redis did not answer a moment ago', 'ETIMEDOUT');
    return within(timeout, command(), () => {
      silentUntil = now() + timeout;
    });
  }

  return {
    sharesTickets: true,
    async get(key) {
      const value = await run(() => commands.get(prefix + key));
      if (value === null || value === undefined) return undefined;
      if (typeof value === 'string') return value;
      throw new TypeError('the Redis client must answer with text');
    },
    async set(key, value, { ttl }) {
      await run(() => commands.set(prefix + key, value, Math.max(1, Math.ceil(ttl))));
    },
    async delete(key) {
      await run(() => commands.del(prefix + key));
    },
  };
}

function readPrefix(value: unknown, check: OptionsCheck): string {
  if (value === undefined) return 'dss-sso:';
  if (typeof value === 'string' && PREFIX.test(value)) return value;
  check.problem('prefix must be 1 to 200 printable ASCII characters without spaces');
  return '';
}

/** The answer of a command, or an error after so many ms. What a command says later is heard by nobody. */
function within(milliseconds: number, answer: Promise<unknown>, onLate: () => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onLate();
      reject(failure('Redis did not answer in time', 'ETIMEDOUT'));
    }, milliseconds);
    answer
      .then(resolve, (error: unknown) => {
        reject(named(error));
      })
      .finally(() => {
        clearTimeout(timer);
      });
  });
}

/** Redis begins an error with its name: OOM (it is full), READONLY, NOAUTH and the like. As `code` it reaches the log. */
function named(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('the Redis client reported an error');
  const name = /^[A-Z]{2,32}(?= )/.exec(error.message)?.[0];
  return name === undefined ? error : failure(`Redis refused a command: ${name}`, name);
}

function failure(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}
