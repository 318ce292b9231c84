import fc from 'fast-check';
import { moveClock, now } from './clock.js';
import type { GatewayMood } from './gateway-double.js';
import { BROWSERS, GATEWAYS, PROCESSES, type House } from './house.js';
import type { Oracle } from './oracle.js';
import type { VisitKind } from './outcome.js';

type Command = fc.AsyncCommand<Oracle, House>;

/** Around every limit there is: copies of a shared store, time-outs, caches, confirmations, grace, JWTs, `maxLifetime`. */
const WAITS = [400, 1_100, 4_000, 6_000, 11_000, 61_000, 150_000, 290_000, 306_000, 601_000, 2_000_000, 7_000_000];

/** Longer than any of them; long enough for a call that waits to run into its deadline. */
const PATIENCE = 60_000;

function command(text: string, run: (house: House) => void | Promise<void>): Command {
  return {
    check: () => true,
    async run(oracle, house) {
      // Nothing happens twice in a millisecond that tests tell apart.
      moveClock(now() + 1);
      await run(house);
      await house.settle();
      if (oracle.violations.length > 0) throw new Error(oracle.violations.join('\n'));
    },
    toString: () => text,
  };
}

const process = fc.nat(PROCESSES - 1);
const browser = fc.nat(BROWSERS - 1);
const user = fc.constantFrom('alice', 'alice', 'bob');
const gateway = fc.constantFrom(GATEWAYS[0], GATEWAYS[0], GATEWAYS[0], GATEWAYS[1]);
const proxyUser = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.constant('hadoop') },
  { weight: 1, arbitrary: fc.constantFrom('hive', 'root') },
);
const which = fc.oneof({ weight: 3, arbitrary: fc.constant('new' as const) }, { weight: 2, arbitrary: fc.nat(4) });
const workspace = fc.constantFrom('bdap', 'dev');

const message = fc
  .record({
    process,
    browser,
    user,
    gateway,
    proxyUser,
    which,
    workspace,
    isPageLoad: fc.boolean(),
    isAstray: fc.nat(19),
  })
  .map(({ isAstray, ...asked }) =>
    command(`message(${JSON.stringify({ ...asked, isAstray: isAstray === 0 })})`, (house) => {
      const ticket = house.ticket(asked.gateway, asked.user, asked.which);
      const proxyTicket =
        asked.proxyUser === undefined ? {} : { proxyTicket: house.ledger.issueProxy(ticket.gateway, asked.proxyUser) };
      const holding = { ...ticket, ...proxyTicket, workspace: asked.workspace };
      const sentTo = isAstray === 0 ? { ...holding, gateway: GATEWAYS[1] } : holding;
      house.message(asked.process, asked.browser, sentTo, asked.isPageLoad);
    }),
  );

const visitKind = fc.constantFrom<VisitKind[]>(
  'as it is',
  'as it is',
  'as it is',
  'as it is',
  'without the cookie of the app',
  'with a forged cookie of the app',
);
const visit = fc.tuple(process, browser, visitKind).map(([at, by, kind]) =>
  command(`visit(${at}, ${by}, ${kind})`, (house) => {
    house.visit(at, by, kind);
  }),
);
const logOut = fc.tuple(process, browser).map(([at, by]) =>
  command(`logOut(${at}, ${by})`, (house) => {
    house.logOut(at, by);
  }),
);
const copyJar = fc.tuple(browser, browser).map(([from, to]) =>
  command(`copyJar(${from}, ${to})`, (house) => {
    house.copyJar(from, to);
  }),
);
const logOutInDSS = fc.nat(5).map((index) =>
  command(`logOutInDSS(${index})`, (house) => {
    const issued = house.issued(index);
    if (issued !== undefined) house.ledger.kill(issued.ticket);
  }),
);
const revoke = fc.constantFrom('hadoop', 'hive').map((name) =>
  command(`revoke(${name})`, (house) => {
    house.ledger.revoke('alice', name);
  }),
);
const forget = fc.constant(
  command('forget()', (house) => {
    house.ledger.forget();
  }),
);
const endLogins = fc
  .tuple(process, user)
  .map(([at, name]) => command(`endLogins(${at}, ${name})`, (house) => house.endLogins(at, name)));
const restart = process.map((at) => command(`restart(${at})`, (house) => house.restart(at)));
const mood = fc
  .oneof(
    { weight: 5, arbitrary: fc.constant<GatewayMood>('answers') },
    { weight: 2, arbitrary: fc.constant<GatewayMood>('waits') },
    { weight: 2, arbitrary: fc.constantFrom<GatewayMood>('fails', 'talks nonsense', 'refuses') },
  )
  .map((next) =>
    command(`gateway ${next}`, (house) => {
      house.gateway.mood = next;
    }),
  );
const answerOne = fc.nat(3).map((index) =>
  command(`answerOne(${index})`, (house) => {
    house.gateway.answerOne(index);
  }),
);
const wait = fc.constantFrom(...WAITS).map((time) => command(`wait(${time})`, (house) => house.pass(time)));

/** Anything that may happen, what is most telling most often. */
export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 9, arbitrary: message },
  { weight: 9, arbitrary: visit },
  { weight: 5, arbitrary: wait },
  { weight: 2, arbitrary: logOut },
  { weight: 3, arbitrary: copyJar },
  { weight: 2, arbitrary: logOutInDSS },
  { weight: 3, arbitrary: mood },
  { weight: 3, arbitrary: answerOne },
  { weight: 1, arbitrary: endLogins },
  { weight: 1, arbitrary: restart },
  { weight: 1, arbitrary: fc.oneof(revoke, revoke, forget) },
);

/** The end of every sequence: whoever is in is seen once more everywhere, and every request has had its answer. */
export async function comeToAnEnd(oracle: Oracle, house: House): Promise<void> {
  await house.pass(PATIENCE);
  house.gateway.mood = 'answers';
  await house.pass(PATIENCE);
  for (let by = 0; by < BROWSERS; by += 1) {
    for (let at = 0; at < PROCESSES; at += 1) {
      await command('last visit', (last) => {
        last.visit(at, by, 'as it is');
      }).run(oracle, house);
    }
  }
  await house.quiet();
  if (oracle.violations.length > 0) throw new Error(oracle.violations.join('\n'));
  if (house.unanswered > 0) throw new Error(`${house.unanswered} requests were never answered`);
}
