/** The hostile corpus (docs/security.md): every case, as bytes on a socket, against every adapter. */
import dns from 'node:dns';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { ADAPTERS, type RunningApp, type StartApp } from '../support/apps.js';
import { SECRET } from '../support/world.js';
import { appCookies } from './app-cookies.js';
import { cleanUrls } from './clean-url.js';
import { gatewayAnswers } from './gateway-answers.js';
import { startGatewayDouble, startRogue, type GatewayDouble, type Rogue } from './gateway-double.js';
import { gateways } from './gateways.js';
import { JWT, message, nobody, OWN_COOKIE, ROGUE, TICKET, alice, type HostileCase } from './hostile-case.js';
import { judge } from './judge-answer.js';
import { messageCookies } from './message-cookies.js';
import { prototypeNames } from './prototype-names.js';
import { reading } from './reading.js';
import { redirects } from './redirects.js';
import { requestContexts } from './request-context.js';
import { bytesOf, sendBytes, type WireAnswer } from './send-bytes.js';

const FAMILIES: Readonly<Record<string, readonly HostileCase[]>> = {
  'recognising and reading the message': reading,
  'trusted gateways': gateways,
  redirects,
  'the clean URL': cleanUrls,
  'cookies of the message': messageCookies,
  'answers of the gateway': gatewayAnswers,
  'where a request comes from': requestContexts,
  'cookies of the app': appCookies,
  'names that objects have by themselves': prototypeNames,
};

const AT_ONCE = 4;
/** ms; long enough for a busy machine, short enough for the cases in which the gateway hangs. */
const GATEWAY_TIMEOUT = 3_000;
const GOOD_LOGIN: HostileCase = { name: 'the next good login', target: message(), expected: alice };
const PLAIN: HostileCase = { name: 'the next plain request', target: '/app', expected: nobody };

/** Under this flag Node itself ends over a header named `__proto__`, and cookie-parser over such a cookie, before the plug-in is asked. */
const isProtoThrowing = (process.env['NODE_OPTIONS'] ?? '').includes('--disable-proto=throw');
const isOfOthers = ({ headers = [] }: HostileCase): boolean =>
  isProtoThrowing && headers.some((line) => /^(__proto__:|cookie:.*\b__proto__=)/i.test(line));

interface Target {
  readonly adapter: string;
  readonly app: RunningApp;
}

let rogue: Rogue;
let double: GatewayDouble;
let targets: Target[];
let lookUps: jest.SpyInstance;
const unhandled: unknown[] = [];
const keep = (reason: unknown): void => void unhandled.push(reason);
let tickets = 0;

beforeAll(async () => {
  process.on('unhandledRejection', keep);
  rogue = await startRogue();
  double = await startGatewayDouble(rogue.address);
  targets = await Promise.all(Object.entries(ADAPTERS).map(([adapter, startApp]) => start(adapter, startApp)));
  // only from here on: listening looks up, too
  lookUps = jest.spyOn(dns, 'lookup');
});
afterAll(async () => {
  await Promise.all(targets.map(({ app }) => app.close()));
  await double.close();
  await rogue.close();
  lookUps.mockRestore();
  process.off('unhandledRejection', keep);
});

test('the corpus has at least 400 cases, each with a name of its own in its family', () => {
  const names = Object.entries(FAMILIES).flatMap(([family, cases]) => cases.map(({ name }) => `${family}: ${name}`));
  expect(names.length).toBeGreaterThanOrEqual(400);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test.each(Object.keys(FAMILIES))(
  '%s: each case is answered as the table says, by every adapter',
  async (family) => {
    const results = await Promise.all(targets.map((target) => runAll(FAMILIES[family] ?? [], target)));
    expect(results.flat()).toEqual([]);
    expect(rogue.connections()).toBe(0);
    expect(lookUps).not.toHaveBeenCalled();
    expect(unhandled).toEqual([]);
  },
  60_000,
);

async function start(adapter: string, startApp: StartApp): Promise<Target> {
  const connect = double.url;
  const app = await startApp({
    gateways: [
      { url: 'https://dss.example.com', connect },
      { url: 'http://10.0.0.5:9001', connect },
      { url: 'https://portal.example.com/dss-a', connect },
      { url: 'http://[fd00::5]:9001', connect },
    ],
    appName: 'corpus',
    portalOrigins: ['https://pages.example.com'],
    redirectOrigins: ['https://reports.example.com'],
    secret: SECRET,
    gateway: { timeout: GATEWAY_TIMEOUT },
    logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    interceptor: jwtCookieInterceptor({ secret: SECRET }),
  });
  return { adapter, app };
}

/** Runs some cases at a time; after each the app must answer, after all of them sign in. */
async function runAll(cases: readonly HostileCase[], target: Target): Promise<string[]> {
  const problems: string[] = [];
  const waiting = cases.filter((hostile) => !isOfOthers(hostile));
  const work = async (): Promise<void> => {
    for (let hostile = waiting.shift(); hostile !== undefined; hostile = waiting.shift()) {
      problems.push(...(await problemsOf(hostile, target)), ...(await problemsOf(PLAIN, target)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...problems, ...(await problemsOf(GOOD_LOGIN, target))];
}

async function problemsOf(hostile: HostileCase, target: Target): Promise<string[]> {
  const expected = hostile.at?.[target.adapter] ?? hostile.expected;
  const { answer, ticket } = await send(hostile, target);
  return judge(hostile, expected, answer, double.wasAsked(ticket)).map(
    (problem) => `${target.adapter}: ${hostile.name}: ${problem}`,
  );
}

async function send(hostile: HostileCase, { app }: Target): Promise<{ answer: WireAnswer; ticket: string }> {
  const ticket = newTicket(hostile);
  const bytes = bytesOf(hostile, (text) => text.replaceAll(TICKET, ticket).replaceAll(ROGUE, rogue.address));
  return {
    answer: await sendBytes(
      app.url,
      bytes.includes(OWN_COOKIE) || bytes.includes(JWT) ? await signedIn(bytes, app) : bytes,
    ),
    ticket,
  };
}

/** The bytes with the cookies of a login that only this case has. */
async function signedIn(bytes: string, app: RunningApp): Promise<string> {
  const ticket = newTicket(GOOD_LOGIN);
  const login = await sendBytes(
    app.url,
    bytesOf(GOOD_LOGIN, (text) => text.replaceAll(TICKET, ticket)),
  );
  return bytes
    .replaceAll(OWN_COOKIE, cookie(login, 'dss_sso_corpus'))
    .replaceAll(JWT, cookie(login, 'dss_sso_user_corpus'));
}

function newTicket({ gateway = {} }: HostileCase): string {
  tickets += 1;
  const ticket = `t-${tickets}-0`;
  double.answer(ticket, gateway);
  return ticket;
}

function cookie(answer: WireAnswer, name: string): string {
  const header = answer.headers('set-cookie').find((each) => each.startsWith(`${name}=`));
  if (header === undefined) throw new Error(`The login has set no cookie ${name}.`);
  return header.slice(name.length + 1).split(';')[0] ?? '';
}

function ignore(): void {
  // the corpus judges answers, not logs
}
