import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../support/eventually.js';
import { TestBrowser, type Answer } from '../support/client.js';

/** The processes of examples/cluster.ts, behind one port. */
export interface RunningCluster {
  readonly url: string;
  /** Ids of the processes that serve now, in the order in which they came. */
  pids(): readonly string[];
  /** Asks with the browser's cookies, which stay as they are, until it is this process that answers: connections go to all in turn. */
  ask(pid: string, browser: TestBrowser): Promise<Answer>;
  /** Replaces one process after the other. Resolves when the new ones serve and the old ones have ended. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

const PROGRAM = path.join(__dirname, '..', '..', 'build', 'examples', 'cluster.js');
const SIZE = 2;

export async function startCluster(environment: Readonly<Record<string, string>>): Promise<RunningCluster> {
  const env = { ...process.env, APP_PORT: '0', ...environment };
  const primary = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let isGone = false;
  const gone = once(primary, 'exit').then(() => {
    isGone = true;
  });
  const lines = createInterface(primary.stdout);
  const pids: string[] = [];
  let url = '';
  // One line for each process that begins to serve.
  lines.on('line', (line) => {
    const [, at, pid] = /^App: (\S+)\/ \((\d+)\)$/.exec(line) ?? [];
    if (at === undefined || pid === undefined) return;
    url = at;
    pids.push(pid);
  });
  async function untilStarted(count: number): Promise<void> {
    while (pids.length < count) {
      await Promise.race([once(lines, 'line'), gone]);
      if (isGone) throw new Error('The example ended before its time.');
    }
  }
  await untilStarted(SIZE);

  return {
    url,
    pids: () => pids.slice(-SIZE),
    ask: (pid, browser) =>
      eventually(`process ${pid} answers`, async () => {
        const answer = await copyOf(browser).get(`${url}/`);
        return processOf(answer) === pid ? answer : undefined;
      }),
    async renew() {
      const before = pids.slice(-SIZE);
      primary.kill('SIGHUP');
      await untilStarted(pids.length + SIZE);
      await eventually('the old processes have ended', () => Promise.resolve(!before.some(isRunning) || undefined));
    },
    async stop() {
      primary.kill('SIGTERM');
      await gone;
      await eventually('all processes have ended', () => Promise.resolve(!pids.some(isRunning) || undefined));
    },
  };
}

/** The id of the process that gave this answer. */
export function processOf({ headers }: Answer): string {
  return String(headers['x-process']);
}

/** What somebody has who has copied all cookies: the app cannot tell the two apart. */
export function copyOf(browser: TestBrowser): TestBrowser {
  const copy = new TestBrowser();
  for (const [name, value] of browser.jar) copy.jar.set(name, value);
  return copy;
}

function isRunning(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}
