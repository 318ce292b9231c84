/** The adapter that docs/http.md shows, taken from there and put in front of an app. */
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import * as root from '../../src/index.js';
import type { DSSLogin, SSOPluginFilter, SSOPluginOptions } from '../../src/index.js';
import { PAGE_LOAD } from '../support/client.js';
import { createWorld, SECRET, type World } from '../support/world.js';
import { codeBlocksOf, readText } from './markdown.js';

type App = (request: Request, context: { dss?: DSSLogin }) => Response | Promise<Response>;
interface Handler {
  (request: Request): Promise<Response>;
  readonly filter: SSOPluginFilter<Request>;
}
interface Adapter {
  readonly withSSO: (options: SSOPluginOptions<Request>, app: App) => Handler;
}

const { withSSO } = loadAdapter();
const APP = 'https://app.example.com';
let world: World;
let handle: Handler;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => {
  const interceptor = root.jwtCookieInterceptor({ secret: SECRET });
  handle = withSSO({ gateways: world.dssUrl, secret: SECRET, interceptor }, async (request, context) => {
    if (new URL(request.url).pathname === '/logout') await context.dss?.logout();
    return Response.json(
      {
        user: context.dss?.user.userName,
        url: request.url,
        cookie: request.headers.get('cookie'),
        body: await request.text(),
      },
      { headers: { 'Cache-Control': 'public' } },
    );
  });
});
afterAll(() => world.close());

function loadAdapter(): Adapter {
  const source = codeBlocksOf(readText('docs/http.md')).find(({ code }) => code.includes('function openExchange'));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(source?.code ?? '', { compilerOptions });
  const exported = {};
  compileFunction(outputText, ['exports', 'require'])(exported, () => root);
  return exported as Adapter;
}

/** The Cookie header a browser would send next. */
function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((header) => header.split(';')[0])
    .join('; ');
}

test('a page load is logged in, and ends at the page without the message', async () => {
  const entry = await handle(new Request(`${APP}/tool/page?tab=2&${world.message()}`, { headers: PAGE_LOAD }));
  expect([entry.status, entry.headers.get('location')]).toEqual([303, './page?tab=2']);
  expect(entry.headers.get('cache-control')).toBe('no-store');

  const page = await handle(new Request(`${APP}/tool/page?tab=2`, { headers: { cookie: cookiesOf(entry) } }));
  expect(await page.json()).toMatchObject({ user: 'alice', url: `${APP}/tool/page?tab=2` });
  expect(page.headers.get('cache-control')).toBe('public');
});

test('a call is logged in on this very request: without the message, with the cookies, its body whole', async () => {
  const call = await handle(new Request(`${APP}/api?${world.message()}`, { method: 'POST', body: '{"a":1}' }));
  const seen = (await call.json()) as Record<string, unknown>;
  expect(seen).toEqual({ user: 'alice', url: `${APP}/api`, cookie: cookiesOf(call), body: '{"a":1}' });
  expect(call.headers.getSetCookie()).toHaveLength(2);
  expect(call.headers.get('cache-control')).toBe('no-store');
});

test('what is refused is answered with status, headers and body, without the body for HEAD', async () => {
  const target = `${APP}/?${world.message({ dssUrl: 'https://evil.example' })}`;
  const refused = await handle(new Request(target));
  expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ code: 'gateway-untrusted' })]);
  const head = await handle(new Request(target, { method: 'HEAD' }));
  expect([head.status, await head.text()]).toEqual([403, '']);
});

test('log-out takes login and cookies away, here and later', async () => {
  const entry = await handle(new Request(`${APP}/?${world.message()}`));
  const cookie = cookiesOf(entry);
  const out = await handle(new Request(`${APP}/logout`, { headers: { cookie } }));
  expect(await out.json()).toMatchObject({ cookie });
  expect(out.headers.getSetCookie().every((header) => header.includes('Max-Age=0'))).toBe(true);
  expect(await (await handle(new Request(`${APP}/`, { headers: { cookie } }))).json()).not.toHaveProperty('user');
});

test('a request without message and login passes as it is', async () => {
  const answer = await handle(new Request(`${APP}/page?x=%2f`));
  expect(await answer.json()).toEqual({ url: `${APP}/page?x=%2f`, cookie: null, body: '' });
  expect(answer.headers.get('cache-control')).toBe('public');
});
