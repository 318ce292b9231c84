import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ServerOptions } from 'node:http';
import path from 'node:path';
import type { SSOPluginStats } from '../../src/plugin/login-counts.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';

/** How the app's process fares, garbage aside. */
export interface Measure {
  /** Bytes: the heap, and what it holds outside of itself. */
  readonly memory: number;
  /** Connections of its clients. */
  readonly connections: number;
  /** Open connections to gateways, and the most there ever were. */
  readonly sockets: number;
  readonly peak: number;
  /** Timers that keep the process alive. */
  readonly timers: number;
  /** Requests that Node handed to the app. */
  readonly requests: number;
  readonly events: number;
  readonly stats: SSOPluginStats;
}

export interface ChildApp {
  readonly url: string;
  measure(): Promise<Measure>;
  /** Measures until it is so. */
  until(isSo: (measure: Measure) => boolean): Promise<Measure>;
  close(): Promise<void>;
}

/** MB. What an app of this size cannot do without, and little more. */
const HEAP = 64;

/** The built plug-in in front of an app, in a process with a small heap. `npm test` builds it first. */
export async function startChildApp(
  plugin: Omit<SSOPluginOptions, 'interceptor'>,
  server: ServerOptions = {},
): Promise<ChildApp> {
  const child = fork(path.join(__dirname, 'guarded-app.mjs'), [JSON.stringify({ plugin, server })], {
    execArgv: ['--expose-gc', `--max-old-space-size=${HEAP}`],
  });
  const exit = once(child, 'exit');
  const hear = async <T>(): Promise<T> => {
    const [heard] = (await Promise.race([once(child, 'message'), exit.then(reportExit)])) as [T];
    return heard;
  };
  const url = await hear<string>();
  const measure = (): Promise<Measure> => {
    child.send('measure');
    return hear<Measure>();
  };
  return {
    url,
    measure,
    async until(isSo) {
      for (;;) {
        const measured = await measure();
        if (isSo(measured)) return measured;
      }
    },
    async close() {
      child.kill();
      await exit;
    },
  };
}

function reportExit([code, signal]: unknown[]): never {
  throw new Error(`the app has ended (${String(code ?? signal)})`);
}
