/** What docs/mount-order.md says of its neighbours in an app: morgan, helmet, and of mounting below a path. */
import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import morgan from 'morgan';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ssoPluginFilter, type SSOMiddleware } from '../../src/adapters/express.js';
import { jwtCookieInterceptor, redactUrl } from '../../src/index.js';
import { PAGE_LOAD, TestBrowser } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';

let world: World;
const servers: Server[] = [];
beforeAll(async () => {
  world = await createWorld();
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => world.close());

function plugIn(): SSOMiddleware {
  const interceptor = jwtCookieInterceptor({ secret: SECRET });
  return ssoPluginFilter({ gateways: world.dssUrl, secret: SECRET, interceptor });
}

/** Starts an app that shows its user and its URL below whatever was mounted. */
async function start(mount: (app: Express) => void): Promise<string> {
  const app = express();
  mount(app);
  app.use((req, res) => {
    res.send(`${req.dss?.user.userName ?? 'nobody'} at ${req.originalUrl}`);
  });
  const server = createServer(app);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('morgan', () => {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line.trim()) };
  beforeEach(() => (lines.length = 0));

  test('that writes when the answer is done writes no message', async () => {
    const log = morgan(':method :url :status', { stream }) as RequestHandler;
    const url = await start((app) => app.use(log, plugIn()));
    await new TestBrowser().get(`${url}/page?x=1&${world.message()}`, { headers: PAGE_LOAD });
    await new TestBrowser().get(`${url}/page?x=1&${world.message({ dssUrl: 'https://evil.example' })}`);
    expect(lines).toEqual(['GET /page?x=1 303', 'GET /page?x=1 403']);
  });

  test('that writes at once writes what redactUrl leaves', async () => {
    morgan.token<express.Request>('safe-url', (req) => redactUrl(req.originalUrl));
    const log = morgan(':method :safe-url', { stream, immediate: true }) as RequestHandler;
    const url = await start((app) => app.use(log, plugIn()));
    await new TestBrowser().get(`${url}/page?x=1&${world.message()}`);
    expect(lines).toEqual(['GET /page?x=1&dssurl=***&cookies=***&workspace=***']);
  });
});

describe('helmet', () => {
  const inFrames = () =>
    helmet({
      contentSecurityPolicy: { directives: { frameAncestors: ["'self'", world.dssUrl] } },
      xFrameOptions: false,
    });

  test.each(['before', 'after'])('%s the plug-in leaves logins alone', async (place) => {
    const url = await start((app) => app.use(...(place === 'before' ? [helmet(), plugIn()] : [plugIn(), helmet()])));
    const page = await new TestBrowser().open(`${url}/?${world.message()}`);
    expect([page.text, page.headers['x-frame-options']]).toEqual(['alice at /', 'SAMEORIGIN']);
  });

  test('allows DSS as an ancestor where it is told to, and refusals keep a policy of their own', async () => {
    const url = await start((app) => app.use(inFrames(), plugIn()));
    const page = await new TestBrowser().open(`${url}/?${world.message()}`);
    expect(page.headers['content-security-policy']).toContain(`frame-ancestors 'self' ${world.dssUrl};`);
    expect(page.headers).not.toHaveProperty('x-frame-options');
    const refused = await new TestBrowser().get(`${url}/?dssurl=x&cookies=novalue`, { headers: PAGE_LOAD });
    expect(refused.headers['content-security-policy']).toMatch(/^default-src 'none'.*frame-ancestors http:\/\/127/);
  });
});

test.each([
  ['/tool/x', 'alice at /tool/x'],
  ['//tool/x', 'nobody at //tool/x?'],
  ['/%74ool/x', 'nobody at /%74ool/x?'],
])('mounted below /tool, %s is answered with "%s"', async (path, text) => {
  const url = await start((app) => app.use('/tool', plugIn()));
  const answer = await new TestBrowser().get(`${url}${path}?${world.message()}`);
  expect(answer.text.slice(0, text.length)).toBe(text);
});
