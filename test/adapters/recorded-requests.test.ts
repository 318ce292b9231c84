import { bodyParser } from '@koa/bodyparser';
import express from 'express';
import express4 from 'express4';
import Koa from 'koa';
import Koa2 from 'koa2';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import path from 'node:path';
import * as onExpress from '../../src/adapters/express.js';
import * as onHttp from '../../src/adapters/http.js';
import * as onKoa from '../../src/adapters/koa.js';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import type { DSSLogin } from '../../src/plugin/dss-login.js';
import type { SSOPluginFilter } from '../../src/plugin/sso-plugin-filter.js';
import type { PortalFaults } from '../../src/portal/create-portal.js';
import { createWorld, SECRET, TICKET, type World } from '../support/world.js';

interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}
interface Recording {
  readonly name: string;
  readonly client: string;
  readonly to: 'app' | 'gateway';
  readonly requests: readonly RecordedRequest[];
}

const { recordings } = JSON.parse(
  readFileSync(path.join(__dirname, '..', 'recordings', 'linkis-client-requests.json'), 'utf8'),
) as { recordings: readonly Recording[] };
const toApps = recordings.filter(({ to }) => to === 'app');
const toGateways = recordings.filter(({ to }) => to === 'gateway');

let world: World;
/** What stands for the placeholders in a recording. */
let actual: Record<'TICKET' | 'PROXY_TICKET' | 'GATEWAY' | 'APP', string>;

beforeAll(async () => {
  world = await createWorld({
    users: [
      { userName: 'alice', proxyUsers: ['hadoop'] },
      { userName: 'carol', password: 'pw-carol' },
    ],
    workspaces: [{ id: 224, name: 'w', users: ['alice', 'carol'] }],
  });
});
afterAll(() => world.close());

beforeEach(() => {
  actual = {
    TICKET: world.portal.tickets.issue('alice'),
    PROXY_TICKET: world.portal.tickets.issueProxy('alice', 'hadoop'),
    GATEWAY: new URL(world.dssUrl).host,
    APP: 'app',
  };
});

describe.each<[string, (gateway: string) => App]>([
  ['Express 5', (gateway) => onExpressApp(express, gateway)],
  ['Express 4', (gateway) => onExpressApp(express4 as never, gateway)],
  ['Koa 3', (gateway) => onKoaApp(Koa, gateway)],
  ['Koa 2', (gateway) => onKoaApp(Koa2, gateway)],
  ['raw http', onHttpApp],
])('an app on %s', (_framework, createApp) => {
  let app: App;
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    app = createApp(world.dssUrl);
    server = createServer(app.listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await app.filter.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(toApps)('signs in the user and gets the body of "$name" ($client)', async ({ requests }) => {
    for (const request of requests) {
      const answer = await replay(origin, request);
      expect({ status: answer.status, ...(JSON.parse(answer.body) as object) }).toEqual({
        status: 200,
        userName: 'alice',
        workspace: 'w',
        method: request.method,
        url: request.path.includes('&q=') ? '/app/api?q=a+b%26c' : '/app/api',
        body: app.parsesBodies ? parsed(request) : request.body,
      });
    }
  });
});

describe('the portal', () => {
  const NOT_LOGGED_IN = { http: 400, status: 1, message: /errCode: 11002 / };
  const ALICE = { http: 200, status: 0, data: { userName: 'alice' } };
  const expected: Record<string, { faults?: PortalFaults; answers: readonly ExpectedAnswer[] }> = {
    'userInfo, ticket only': { answers: [ALICE] },
    'userInfo, all cookies of a portal session': { answers: [ALICE] },
    'userInfo, workspace name outside Latin-1': { answers: [ALICE] },
    'userInfo, dssurl with path and query': { answers: [ALICE] },
    'userInfo, no cookies in the message': { answers: [NOT_LOGGED_IN] },
    'userInfo, gateway answers HTTP 401': {
      faults: { envelopeStatus: -1 },
      answers: [
        { http: 401, status: -1 },
        { http: 401, status: -1 },
        { http: 401, status: -1 },
      ],
    },
    'userInfo although the message has a proxy ticket': { answers: [ALICE] },
    getProxyUser: { answers: [{ http: 200, status: 0, data: { userName: 'alice', proxyUser: 'hadoop' } }] },
    'getProxyUser, empty proxy ticket': { answers: [{ http: 400, status: 1, message: /errCode: 60050 / }] },
    // The client leaves out the name of the workspace, and no cookie tells it here.
    getUsersOfWorkspace: { answers: [{ http: 400, status: 1, message: /no such workspace/ }] },
    'login of a Linkis client with user and password, then userInfo': {
      answers: [
        { http: 200, status: 0, data: expect.objectContaining({ userName: 'carol' }) },
        { http: 200, status: 0, data: { userName: 'carol' } },
      ],
    },
    // A gateway that trusts the token would sign in anybody: the portal has no such tokens.
    'userInfo of a Linkis client with a token': { answers: [NOT_LOGGED_IN] },
    'heartbeat of a Linkis client with discovery on': { answers: [{ http: 404, status: 1 }] },
  };

  it('has an expectation for each recording', () => {
    expect(Object.keys(expected).sort()).toEqual([...new Set(toGateways.map(({ name }) => name))].sort());
  });

  it.each(toGateways)('gives "$name" ($client) the right kind of answer', async ({ name, requests }) => {
    const { faults = {}, answers } = expected[name] ?? { answers: [] };
    world.portal.faults = faults;
    for (const [index, request] of requests.entries()) {
      const answer = await replay(world.dssUrl, request);
      const wanted = answers[index];
      const envelope = JSON.parse(answer.body) as { status: number; message: string; data: object };
      expect({ http: answer.status, status: envelope.status }).toEqual({ http: wanted?.http, status: wanted?.status });
      expect(answer.header('content-type')).toMatch(/^application\/json/);
      expect(envelope.message).toMatch(wanted?.message ?? /./);
      expect(envelope.data).toEqual(wanted?.data ?? expect.any(Object));
      const ticket = new RegExp(`^${TICKET}=([^;]+)`).exec(answer.header('set-cookie') ?? '')?.[1];
      if (ticket !== undefined) actual.TICKET = ticket;
    }
  });
});

interface ExpectedAnswer {
  readonly http: number;
  readonly status: number;
  readonly message?: RegExp;
  readonly data?: object;
}

interface App {
  readonly listener: RequestListener;
  readonly filter: Pick<SSOPluginFilter, 'close'>;
  /** Whether it shows what its body parsers made of the body, or else the body as it came. */
  readonly parsesBodies: boolean;
}

function optionsFor(gateway: string): { gateways: string; secret: string; interceptor: never } {
  return { gateways: gateway, secret: SECRET, interceptor: jwtCookieInterceptor({ secret: SECRET }) as never };
}

function onExpressApp(framework: typeof express, gateway: string): App {
  const app = framework();
  const sso = onExpress.ssoPluginFilter(optionsFor(gateway));
  app.use(sso, framework.json(), framework.urlencoded({ extended: false }));
  app.use(framework.raw({ type: 'multipart/form-data' }));
  app.use((req, res) => {
    res.json(describeRequest(req.dss, req.method, req.originalUrl, req.body));
  });
  return { listener: app, filter: sso.filter, parsesBodies: true };
}

function onKoaApp(Framework: typeof Koa, gateway: string): App {
  const app = new Framework();
  const sso = onKoa.ssoPluginFilter(optionsFor(gateway));
  app.use(sso);
  app.use(
    bodyParser({ enableTypes: ['json', 'form', 'text'], extendTypes: { text: ['multipart/form-data'] } }) as never,
  );
  app.use((ctx) => {
    const { body, rawBody } = ctx.request as { body?: unknown; rawBody?: string };
    const { dss } = ctx.state as onKoa.DSSState;
    ctx.body = describeRequest(dss, ctx.method, ctx.originalUrl, rawBody === undefined ? undefined : body);
  });
  return { listener: app.callback(), filter: sso.filter, parsesBodies: true };
}

function onHttpApp(gateway: string): App {
  const listener = onHttp.withSSO(optionsFor(gateway), async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    res.end(JSON.stringify(describeRequest(req.dss, req.method, req.url, Buffer.concat(chunks))));
  });
  return { listener, filter: listener.filter, parsesBodies: false };
}

function describeRequest(login: DSSLogin | undefined, method = '', url = '', body?: unknown): object {
  return {
    userName: login?.user.userName,
    workspace: login?.workspace.name,
    method,
    url,
    // Express 4 leaves an empty object where there is no body.
    body: Buffer.isBuffer(body) ? body.toString('utf8') : (body ?? {}),
  };
}

function parsed({ headers, body }: RecordedRequest): unknown {
  const type = headers.find(([name]) => name === 'Content-Type')?.[1] ?? '';
  if (type.startsWith('application/json')) return JSON.parse(body);
  if (type.startsWith('multipart/')) return body;
  return Object.fromEntries(new URLSearchParams(body));
}

interface RawAnswer {
  readonly status: number;
  readonly body: string;
  header(name: string): string | undefined;
}

/** Sends a request byte for byte as it was recorded, and reads the answer of a connection that stays open. */
function replay(origin: string, request: RecordedRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (answer === undefined) return;
      socket.destroy();
      resolve(answer);
    });
    socket.on('error', reject);
    socket.on('end', () => reject(new Error(`The connection ended after: ${received.toString('latin1')}`)));
    socket.write(bytesOf(request, `${hostname}:${port}`));
  });
}

function bytesOf({ method, path: target, headers, body }: RecordedRequest, app: string): Buffer {
  const isChunked = headers.some(([name]) => name === 'Transfer-Encoding');
  const lines = headers.map(([name, value]) => `${name}: ${fillIn(value, app)}`);
  const head = [`${method} ${fillIn(target, app, encodeURIComponent)} HTTP/1.1`, ...lines, '', ''].join('\r\n');
  const bytes = Buffer.from(body);
  const chunked = [`${bytes.length.toString(16)}\r\n`, bytes, '\r\n0\r\n\r\n'].map((part) => Buffer.from(part));
  return Buffer.concat([Buffer.from(head, 'latin1'), ...(isChunked ? chunked : [bytes])]);
}

function fillIn(text: string, app: string, encode = (value: string) => value): string {
  const values: Record<string, string> = { ...actual, APP: app };
  return text.replace(/PROXY_TICKET|TICKET|GATEWAY|APP/g, (name) => encode(values[name] ?? ''));
}

/** @returns `undefined` while something is missing */
function readAnswer(received: Buffer): RawAnswer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = received.toString('latin1', 0, end).split('\r\n');
  const header = (name: string): string | undefined =>
    lines.find((line) => line.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2);
  const body = header('transfer-encoding') === undefined ? received.subarray(end + 4) : unchunk(received, end + 4);
  if (body === undefined || body.length < Number(header('content-length') ?? 0)) return undefined;
  return { status: Number(first.split(' ')[1]), header, body: body.toString('utf8') };
}

function unchunk(received: Buffer, from: number): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = from; ;) {
    const lineEnd = received.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const length = Number.parseInt(received.toString('latin1', at, lineEnd), 16);
    if (length === 0) return Buffer.concat(chunks);
    const start = lineEnd + 2;
    if (received.length < start + length + 2) return undefined;
    chunks.push(received.subarray(start, start + length));
    at = start + length + 2;
  }
}
