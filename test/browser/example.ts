import { spawn } from 'node:child_process';
import path from 'node:path';

/** What `npm start` runs: a portal and an example app. */
export interface Example {
  readonly portalUrl: string;
  readonly appUrl: string;
  passwordOf(userName: string): string;
  close(): Promise<void>;
}

const ROOT = path.join(__dirname, '..', '..');

/**
 * Starts the built examples on free ports, as a program of their own.
 *
 * @param app - `express-jwt` or `http`, as in `npm start -- http`
 */
export async function startExample(app = 'express-jwt'): Promise<Example> {
  const program = spawn(process.execPath, ['build/examples/run.js', app], {
    cwd: ROOT,
    env: { ...process.env, PORTAL_PORT: '0', APP_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => program.once('close', () => resolve()));
  const printed = await new Promise<string>((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString('utf8');
      if (text.includes('Ctrl-C stops both.')) resolve(text);
    };
    program.stdout.on('data', read);
    program.stderr.on('data', read);
    void ended.then(() => reject(new Error(`The examples did not start (npm run build makes them): ${text}`)));
  });
  return {
    portalUrl: find(printed, /^Portal:\s+(\S+)/m),
    appUrl: find(printed, /^Example app:\s+(\S+)/m),
    passwordOf: (userName) => find(printed, new RegExp(`^\\s+${userName}\\s+password (\\S+)$`, 'm')),
    async close() {
      program.kill('SIGTERM');
      await ended;
    },
  };
}

function find(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`The examples print nothing like ${String(pattern)}: ${text}`);
  return found;
}
