// Races servers: all are started, logged in where they need it, checked and warmed up, and then take turns.
import { performance } from 'node:perf_hooks';
import { LOGINS } from './message.mjs';
import { requestText } from './request-text.mjs';
import { startServer } from './world.mjs';
import { roundOrder } from '../statistics.mjs';

/**
 * A contestant: `name`; `file` of servers/ and `settings`, a function of the addresses of the world; `login`, a name of LOGINS, or
 * none; `target` of its requests and `headers`, functions of the addresses as well; `status` and `body` that it must answer.
 *
 * @param pace - `rounds`, `warmUp` before the first round, `turn` and `rampUp` of each turn, all ms
 * @param connections - how many at once
 * @param staysAwake - `false` where something else works on the processor that makes the load
 * @returns per contestant a list of rounds: requests per second, CPU microseconds per request, latencies in ms, and how busy the
 * server's processor was with it
 */
export async function race(contestants, { world, pace, connections, staysAwake = true }) {
  const runners = [];
  try {
    for (const contestant of contestants) runners.push(await prepare(contestant, world));
    const load = { connections, staysAwake };
    for (const runner of runners) await takeTurn(runner, world, { ...load, warmUp: 0, milliseconds: pace.warmUp });
    const results = new Map(contestants.map(({ name }) => [name, []]));
    for (let round = 0; round < pace.rounds; round += 1) {
      for (const index of roundOrder(runners.length, round)) {
        const runner = runners[index];
        const turn = { ...load, warmUp: pace.rampUp, milliseconds: pace.turn };
        results.get(runner.contestant.name).push(await takeTurn(runner, world, turn));
      }
    }
    return results;
  } finally {
    await Promise.all(runners.map(({ server }) => server.stop()));
  }
}

async function prepare(contestant, { addresses }) {
  const { name, file, settings = () => ({}), login, target, headers = {}, body } = contestant;
  const server = await startServer(file, settings(addresses));
  const cookie = login === undefined ? headers.Cookie : await LOGINS[login](server.url, addresses);
  const runner = {
    contestant,
    server,
    request: requestText(target(addresses), { ...headers, ...(cookie !== undefined && { Cookie: cookie }) }),
  };
  if (login !== undefined) await checkLogin(name, server.url, cookie, body);
  return runner;
}

/** Who is measured as logged in must be logged in. */
async function checkLogin(name, url, cookie, body) {
  const answer = await fetch(url, { headers: { cookie } });
  const text = await answer.text();
  if (text !== body)
    throw new Error(`${name} should answer ${JSON.stringify(body)} and answers ${answer.status} ${text}`);
}

async function takeTurn({ contestant, server, request }, { generator }, turn) {
  const { status = 200 } = contestant;
  const start = performance.now();
  const before = await server.ask('cpu');
  const load = { ...turn, port: server.port, request, status };
  const { all, measured, seconds, p50, p99 } = await generator.ask('run', load);
  const used = (await server.ask('cpu')) - before;
  const busy = used / 1000 / (performance.now() - start);
  return { perSecond: measured / seconds, cpu: used / all, p50, p99, busy };
}
