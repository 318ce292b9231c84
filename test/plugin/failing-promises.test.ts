/** What an app hands in may be asynchronous where nobody waits for it: its failure must not end the process. */
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { startExpressApp, type RunningApp } from '../support/apps.js';
import { ask } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

let world: World;
let app: RunningApp;
const unhandled: unknown[] = [];
const keep = (reason: unknown): void => void unhandled.push(reason);

beforeEach(async () => {
  world = await createWorld();
  unhandled.length = 0;
  process.on('unhandledRejection', keep);
});
afterEach(async () => {
  process.off('unhandledRejection', keep);
  await app.close();
  await world.close();
});

const fail = (): Promise<never> => Promise.reject(new Error('the disk is full'));

test.each<[string, Partial<SSOPluginOptions<never>>]>([
  ['errorPage', { errorPage: fail as never }],
  ['onEvent', { onEvent: fail }],
  ['logger', { logger: { debug: fail, info: fail, warn: fail, error: fail } }],
])('a refusal goes out as it is when %s rejects', async (_name, options) => {
  app = await startExpressApp({
    gateways: world.dssUrl,
    secret: SECRET,
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
    ...options,
  });
  const answer = await ask(app.url, `/?${world.message({ ticket: 'dead' })}`, { headers: { accept: 'text/html' } });
  expect(answer.status).toBe(401);
  expect(answer.text).toContain('<meta name="dss-sso-code" content="ticket-rejected">');
  await new Promise(setImmediate);
  expect(unhandled).toEqual([]);
});
