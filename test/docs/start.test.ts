/** What `npm start` runs once it has built, as the README tells it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { PAGE_LOAD, TestBrowser } from '../support/client.js';
import { readText, ROOT } from './markdown.js';

let started: ChildProcess;

afterEach(async () => {
  const exited = once(started, 'exit');
  started.kill('SIGTERM');
  await exited;
});

test('npm start builds, and runs what is started here', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
  expect(scripts['start']).toBe('npm run --silent build && node build/examples/run.js');
  started = run();
});

test.each([['express-jwt'], ['express-session'], ['http'], ['internal-component'], ['koa'], ['user-provisioning']])(
  '%s: a person signs in at the portal, is logged in to the app, and out again',
  async (app) => {
    started = run(app);
    const { portal, appUrl, passwords } = await readInstructions(started);
    const browser = new TestBrowser();

    const stranger = await browser.get(appUrl, { headers: PAGE_LOAD });
    expect(stranger.status).toBe(401);
    expect(stranger.text).toContain(`href="${portal}"`);

    // The portal's page sends its forms as JSON.
    const body = JSON.stringify({ userName: 'alice', password: passwords.get('alice') });
    await browser.get(`${portal}/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const page = await browser.open(`${portal}/open/${app}`);
    expect(page.url).toBe(appUrl);
    expect(page.text).toContain('Hello alice');

    expect((await browser.get(`${appUrl}logout`, { method: 'POST' })).status).toBe(303);
    expect((await browser.get(appUrl, { headers: PAGE_LOAD })).status).toBe(401);
  },
);

function run(app = 'express-jwt'): ChildProcess {
  const env = { ...process.env, PORTAL_PORT: '0', APP_PORT: '0' };
  return spawn(process.execPath, [path.join(ROOT, 'build', 'examples', 'run.js'), app], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function readInstructions({ stdout }: ChildProcess) {
  if (stdout === null) throw new TypeError('the output is not piped');
  const lines: string[] = [];
  for await (const line of createInterface(stdout)) {
    lines.push(line);
    if (line.startsWith('Ctrl-C')) break;
  }
  const text = lines.join('\n');
  const find = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
  return {
    portal: find(/^Portal: +(\S+)\/ /m),
    appUrl: find(/^Example app: +(\S+) /m),
    passwords: new Map(
      [...text.matchAll(/^ +(\w+) +password (\S+)$/gm)].map(([, name = '', word = '']) => [name, word]),
    ),
  };
}
