import { startServer } from '../load/world.mjs';
import { megabytes, number, range } from '../report/numbers.mjs';
import { roundOrder, summarise } from '../statistics.mjs';

const CONNECTIONS = 1_000;
const USERS = 10_000;
/** A storm takes long and varies little. */
const MAX_ROUNDS = 3;

const CONTESTANTS = [
  {
    name: 'Express + dss-sso, JWT cookie',
    file: 'express.mjs',
    settings: ({ gateway }) => ({ sso: { gateway, interceptor: 'jwt' } }),
  },
  { name: 'by hand: fetch and jsonwebtoken', file: 'by-hand.mjs', settings: ({ gateway }) => ({ gateway }) },
];

export const storm = {
  name: 'storm',
  title: 'A storm of logins',
  question: `What happens when ${USERS.toLocaleString('en')} users open the app from DSS at once, over ${CONNECTIONS.toLocaleString('en')} connections? Each opens the link as a browser does, follows the redirect with the cookies it got, and must be greeted by name. The second table has one and the same ticket on all ${CONNECTIONS.toLocaleString('en')} connections: a crowd, or a back end that calls often.`,
  async run({ world, pace, isQuick }) {
    const rounds = Math.min(pace.rounds, MAX_ROUNDS);
    const users = isQuick ? CONNECTIONS : USERS;
    const many = await repeat(rounds, (contestant) => measureStorm(contestant, world, { users }));
    const one = await repeat(rounds, (contestant) =>
      measureStorm(contestant, world, { users: CONNECTIONS, isOneUser: true }),
    );
    return {
      tables: [
        toTable(`${users.toLocaleString('en')} users`, many),
        toTable(`One user, ${CONNECTIONS.toLocaleString('en')} times at once`, one),
      ],
      notes: [
        `${rounds} rounds, each with a fresh process. The load and the gateway share a processor.`,
        'Memory is what is in use when all garbage is gone: heap and buffers.',
      ],
    };
  },
};

async function repeat(rounds, measure) {
  const results = new Map(CONTESTANTS.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const index of roundOrder(CONTESTANTS.length, round)) {
      const contestant = CONTESTANTS[index];
      results.get(contestant.name).push(await measure(contestant));
    }
  }
  return results;
}

/** One storm over a fresh process. */
async function measureStorm({ file, settings }, world, crowd) {
  const { addresses, gateway } = world;
  const server = await startServer(file, settings(addresses));
  const storm = { port: server.port, gateway: addresses.gateway, connections: CONNECTIONS, ...crowd };
  try {
    // A process that has just started is slow, and would be measured instead of what it does.
    await world.users.ask('logIn', { ...storm, users: CONNECTIONS, isOneUser: false, prefix: 'early' });
    const before = await server.ask('memory');
    await gateway.ask('report');
    const { seconds, login, page } = await world.users.ask('logIn', { ...storm, prefix: 'late' });
    const gatewayCalls = await gateway.ask('report');
    const after = await server.ask('memory');
    return { seconds, login, page, gatewayCalls, before: before.heap, after: after.heap };
  } finally {
    await server.stop();
  }
}

function toTable(caption, results) {
  const figures = [...results].map(([name, storms]) => {
    const series = (get) => summarise(storms.map(get));
    return {
      name,
      seconds: series(({ seconds }) => seconds),
      gatewayCalls: series(({ gatewayCalls }) => gatewayCalls),
      loginP50: series(({ login }) => login.p50),
      loginP99: series(({ login }) => login.p99),
      pageP50: series(({ page }) => page.p50),
      pageP99: series(({ page }) => page.p99),
      memoryBefore: series(({ before }) => before),
      memoryAfter: series(({ after }) => after),
    };
  });
  const rows = figures.map((figure) => [
    figure.name,
    number(figure.seconds.median),
    range(figure.seconds),
    figure.gatewayCalls.median.toLocaleString('en'),
    number(figure.loginP50.median),
    number(figure.loginP99.median),
    number(figure.pageP50.median),
    number(figure.pageP99.median),
    megabytes(figure.memoryBefore.median),
    megabytes(figure.memoryAfter.median),
  ]);
  const columns = [
    'contestant',
    's, median',
    'range',
    'gateway calls',
    'login p50 ms',
    'p99',
    'page p50 ms',
    'p99',
    'memory before',
    'after',
  ];
  return { caption, columns, rows, figures };
}
