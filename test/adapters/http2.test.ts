/** HTTP/2, where the host is an authority and the target a header. */
import { connect, createServer, type OutgoingHttpHeaders, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { withSSO } from '../../src/adapters/http.js';
import { ssoPluginFilter } from '../../src/adapters/koa.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { SSOPluginOptions } from '../../src/plugin/sso-plugin-options.js';
import { createWorld, SECRET, type World } from '../support/world.js';

interface Answer {
  readonly status: unknown;
  readonly location: unknown;
  readonly text: string;
}

let world: World;
let server: Http2Server;
let port: number;

async function start(listener: (options: SSOPluginOptions<never>) => unknown): Promise<void> {
  world = await createWorld();
  const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const interceptor = jwtCookieInterceptor({ secret: SECRET });
  server = createServer(listener({ gateways: world.dssUrl, secret: SECRET, logger, interceptor }) as never);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
}
afterEach(async () => {
  server.close();
  await world.close();
});

function ask(headers: OutgoingHttpHeaders): Promise<Answer> {
  const client = connect(`http://127.0.0.1:${port}`);
  return new Promise((resolve, reject) => {
    const request = client.request(headers);
    let answered: Record<string, unknown> = {};
    let text = '';
    request.on('response', (head) => (answered = head));
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('error', reject);
    request.on('end', () => {
      client.close();
      resolve({ status: answered[':status'], location: answered['location'], text });
    });
    request.end();
  });
}

function ignore(): void {
  // what is judged here is the answer
}

const LISTENERS: Readonly<Record<string, (options: SSOPluginOptions<never>) => unknown>> = {
  withSSO: (options) =>
    withSSO(options, (req, res) => {
      res.end(JSON.stringify({ user: req.dss?.user.userName, raw: req.rawHeaders }));
    }),
  Koa: (options) => {
    const app = new Koa();
    app.use(ssoPluginFilter(options));
    app.use((ctx) => {
      ctx.body = {
        user: (ctx.state as { dss?: { user: { userName: string } } }).dss?.user.userName,
        raw: ctx.req.rawHeaders,
      };
    });
    return app.callback();
  },
};

describe.each(Object.entries(LISTENERS))('%s', (_name, listener) => {
  beforeEach(() => start(listener));

  const toApp = (): string => `/?${world.message({ redirect: 'https://app.example.com/page' })}`;
  const toEvil = (): string => `/?${world.message({ redirect: 'https://evil.example/page' })}`;
  const own = { ':authority': 'app.example.com' };

  test("the app's own host is the authority: browsers send no Host header", async () => {
    expect(await ask({ ':path': toApp(), ...own })).toMatchObject({ status: 303, location: '/page' });
    expect(await ask({ ':path': toEvil(), ...own })).toMatchObject({ status: 403 });
  });

  test('a Host header that says something else than the authority leaves the app without a host of its own', async () => {
    const contradicted = { ...own, host: 'evil.example' };
    expect(await ask({ ':path': toApp(), ...contradicted })).toMatchObject({ status: 403 });
    expect(await ask({ ':path': toEvil(), ...contradicted })).toMatchObject({ status: 403 });
    expect(await ask({ ':path': toApp(), ...own, host: 'app.example.com' })).toMatchObject({ status: 303 });
  });

  test('a call from a page of the app is one by the authority alone', async () => {
    const post = (headers: OutgoingHttpHeaders): Promise<Answer> =>
      ask({ ':method': 'POST', ':path': `/?${world.message()}`, ...own, ...headers });
    expect(await post({ origin: 'https://app.example.com' })).toMatchObject({ status: 200 });
    expect(await post({ origin: 'https://evil.example', host: 'evil.example' })).toMatchObject({ status: 403 });
  });

  test('the target the app sees, also as a header, has no message', async () => {
    const ticket = world.portal.tickets.issue('alice');
    const { text } = await ask({ ':path': `/?x=1&${world.message({ ticket })}`, ...own });
    expect(JSON.parse(text)).toMatchObject({
      user: 'alice',
      raw: expect.arrayContaining([':path', '/?x=1']) as unknown,
    });
    expect(decodeURIComponent(text)).not.toContain(ticket);
  });
});
