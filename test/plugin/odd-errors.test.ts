/** What apps throw, and what they warn of, is theirs to choose: none of it may break an answer, a log or the memory. */
import type { Cookie } from '../../src/plugin/cookie.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { startExpressApp, type RunningApp } from '../support/apps.js';
import { ask } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

let world: World;
let app: RunningApp;
const lines: string[] = [];
const keep = (line: string): void => void lines.push(line);

beforeEach(async () => {
  lines.length = 0;
  world = await createWorld();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

async function start(addUserToRequest: () => Cookie[], options: Partial<SSOPluginOptions<never>> = {}): Promise<void> {
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    logger: { debug: keep, info: keep, warn: keep, error: keep },
    interceptor: { isUserExistInSession: () => false, getUser: () => undefined, addUserToRequest },
    ...options,
  });
}

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

test.each<[string, () => unknown]>([
  ['a name that is an object with a request in it', () => ({ name: { headers: { cookie: 'secret-ticket' } } })],
  ['a name that JSON cannot write', () => ({ name: cyclic, code: cyclic, syscall: cyclic })],
  ['a name that is a number', () => ({ name: 7n, code: 7n })],
])('an error with %s is a refusal, and nothing of it is in the log', async (_name, properties) => {
  await start(() => {
    throw Object.assign(new Error('no'), properties());
  });
  const answer = await ask(app.url, `/?${world.message()}`, {});
  expect([answer.status, answer.json()['code']]).toEqual([500, 'interceptor-failed']);
  expect(lines.join('\n')).not.toContain('secret-ticket');
  expect(lines.join('\n')).toContain('"cause":{"name":"Error"}');
});

test('warnings with another name each time are remembered up to a number, and then no news', async () => {
  let count = 0;
  await start(() => [{ name: `of_${(count += 1)}`, value: 'x', path: '/tool' }]);
  for (let login = 0; login < 120; login += 1) await ask(app.url, `/?${world.message()}`, {});
  expect(count).toBe(120);
  expect(lines.filter((line) => line.includes('is not sent with every request'))).toHaveLength(100);
});
