import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';

export interface ClosingApp {
  readonly url: string;
  /** Tells the app to end, and waits until its process has ended by itself. */
  end(): Promise<End>;
  kill(): void;
}

export interface End {
  /** Kinds of what still kept the process alive after everything was closed. */
  readonly left: readonly string[];
  /** With which the process ended. */
  readonly code: number;
}

export interface ClosingAppOptions {
  readonly plugin: Omit<SSOPluginOptions, 'interceptor'>;
  /** Whether the app calls `close()` of the plug-in. */
  readonly closes: boolean;
  /** Whether the plug-in is given an agent of the app's. */
  readonly keepsAgent?: boolean;
}

/** The built plug-in in front of an app, in a process of its own. `npm test` builds it first. */
export async function startClosingApp(options: ClosingAppOptions): Promise<ClosingApp> {
  const child = fork(path.join(__dirname, 'ending-app.mjs'), [JSON.stringify(options)]);
  const exit = once(child, 'exit');
  const [url] = (await once(child, 'message')) as [string];
  return {
    url,
    async end() {
      child.send('end');
      const [left] = (await Promise.race([once(child, 'message'), exit])) as [string[]];
      const [code] = (await exit) as [number];
      return { left, code };
    },
    kill: () => child.kill(),
  };
}
