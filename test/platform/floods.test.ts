/** Floods of new tickets against gateways that never come to an end (security.md T30, T31): what they take of the app, and give back. */
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startRaw, type TestServer } from '../outbound/servers.js';
import { ask, type Answer } from '../support/client.js';
import { startChildApp, type ChildApp, type Measure } from './child-app.js';
import { answerYes, ENDLESS, type Behaviour } from './endless-gateways.js';

const LIMITS = { timeout: 1_500, maxConcurrent: 8, maxQueue: 300 };
const MB = 1024 * 1024;
/** A leak of 1 kB a request of the largest flood is 2 MB; compiled code and caches of verdicts take about as much. */
const MAX_GROWTH = 8 * MB;

/** A gateway whose behaviour can be changed while it runs. */
interface Gateway extends TestServer {
  behave: Behaviour;
}

const HANGS = 'hangs';
const FAULTS = [HANGS, ...Object.keys(ENDLESS)];
const gateways = new Map<string, Gateway>();
let app: ChildApp;
let tickets = 0;

beforeAll(async () => {
  for (const name of FAULTS) gateways.set(name, await startGateway(ENDLESS[name]?.[1] ?? (() => undefined)));
  app = await startChildApp({ gateways: [...gateways.values()].map(({ url }) => url), gateway: LIMITS });
  // What is loaded and compiled at first use is no growth.
  for (const gateway of gateways.values()) await nextGoodLogin(gateway);
});
afterAll(async () => {
  await app.close();
  await Promise.all([...gateways.values()].map((gateway) => gateway.close()));
});

async function startGateway(behave: Behaviour): Promise<Gateway> {
  const server = await startRaw((socket: Socket) => {
    gateway.behave(socket);
  });
  const gateway: Gateway = Object.assign(server, { behave });
  return gateway;
}

function gatewayThat(name: string): Gateway {
  const gateway = gateways.get(name);
  if (gateway === undefined) throw new Error(`no gateway ${name}`);
  return gateway;
}

function targetOf(gateway: TestServer, ticket: string): string {
  const cookies = encodeURIComponent(`linkis_user_session_ticket_id_v1=${ticket}`);
  return `/?dssurl=${encodeURIComponent(gateway.url)}&cookies=${cookies}`;
}

function logIn(gateway: TestServer, ticket: string): Promise<Answer> {
  return ask(app.url, targetOf(gateway, ticket), {});
}

/** Every login with a ticket that was never seen before, all at the same time. */
function flood(gateway: TestServer, logins: number): Promise<Answer[]> {
  return Promise.all(Array.from({ length: logins }, () => logIn(gateway, `new-${(tickets += 1)}`)));
}

const codeOf = (answer: Answer): string => answer.json<{ code?: string }>().code ?? 'in';

function countCodes(answers: readonly Answer[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(codeOf(answer), (counts.get(codeOf(answer)) ?? 0) + 1);
  return counts;
}

/** The gateway has recovered; a breaker that is open lets nobody through for two seconds. */
async function nextGoodLogin(gateway: Gateway): Promise<Answer> {
  const { behave } = gateway;
  gateway.behave = answerYes;
  for (;;) {
    const answer = await logIn(gateway, `good-${(tickets += 1)}`);
    if (codeOf(answer) === 'gateway-timeout') continue;
    gateway.behave = behave;
    return answer;
  }
}

/** Nothing of a flood is left: no connection, no timer. */
const isAtRest = ({ connections, sockets, timers }: Measure): boolean => connections + sockets + timers === 0;

function tell(name: string, before: Measure, after: Measure, codes: Map<string, number>): void {
  const grown = ((after.memory - before.memory) / MB).toFixed(1);
  const memory = `${(before.memory / MB).toFixed(1)} MB and ${grown} MB more`;
  process.stdout.write(`${name}: peak of ${after.peak} sockets, ${memory}, ${JSON.stringify([...codes])}\n`);
}

test('2,000 new tickets at once for a gateway that hangs take 8 sockets and 300 places, and are all refused', async () => {
  const gateway = gatewayThat(HANGS);
  const before = await app.measure();

  const answers = await flood(gateway, 2_000);

  const codes = countCodes(answers);
  expect([...codes.keys()].sort()).toEqual(['gateway-busy', 'gateway-timeout']);
  const busy = answers.filter((answer) => codeOf(answer) === 'gateway-busy');
  expect(busy.map(({ status, headers }) => [status, headers['retry-after']])).toEqual(busy.map(() => [503, '1']));
  const after = await app.until(isAtRest);
  tell(HANGS, before, after, codes);
  expect(after.peak).toBeLessThanOrEqual(LIMITS.maxConcurrent);
  expect(after.memory - before.memory).toBeLessThan(MAX_GROWTH);
  expect(codeOf(await nextGoodLogin(gateway))).toBe('in');
}, 60_000);

test('who leaves while the gateway is asked takes nobody along: the next one with this ticket is in, after one call', async () => {
  const gateway = gatewayThat(HANGS);
  const waiting: Socket[] = [];
  gateway.behave = (socket) => void waiting.push(socket);
  const before = gateway.requests.length;
  const leaving = connect(Number(new URL(app.url).port), '127.0.0.1');
  leaving.write(`GET ${targetOf(gateway, 'shared')} HTTP/1.1\r\nHost: app\r\n\r\n`);
  while (waiting.length === 0) await nextTurn();
  const staying = logIn(gateway, 'shared');
  await app.until(({ connections }) => connections === 2);

  leaving.destroy();
  await app.until(({ connections }) => connections === 1);
  waiting.forEach(answerYes);

  expect(codeOf(await staying)).toBe('in');
  expect(gateway.requests.length - before).toBe(1);
}, 30_000);

test.each(Object.entries(ENDLESS))(
  'a flood for a gateway that %s is refused within bounds, and nothing of it stays',
  async (name, [expected]) => {
    const gateway = gatewayThat(name);
    const asked = gateway.requests.length;
    const before = await app.measure();

    const codes = countCodes(await flood(gateway, 100));

    expect([...codes.keys()].filter((code) => code !== 'gateway-timeout' && !expected.includes(code))).toEqual([]);
    expect(gateway.requests.length).toBeGreaterThan(asked);
    const after = await app.until(isAtRest);
    tell(name, before, after, codes);
    expect(after.peak).toBeLessThanOrEqual(LIMITS.maxConcurrent);
    expect(after.memory - before.memory).toBeLessThan(MAX_GROWTH);
    expect(codeOf(await nextGoodLogin(gateway))).toBe('in');
    expect(after.stats.ticketCache.size).toBe(before.stats.ticketCache.size);
  },
  60_000,
);
