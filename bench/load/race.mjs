// Races servers: they take turns, each turn in a fresh process, which is logged in where it needs it, checked, and warmed up. One process
// is faster than the next by up to a tenth, whatever runs in it, so that each contestant needs several.
import { performance } from 'node:perf_hooks';
import { LOGINS } from './message.mjs';
import { requestText } from './request-text.mjs';
import { startServer } from './world.mjs';
import { roundOrder } from '../statistics.mjs';

/**
 * A contestant: `name`; `file` of servers/ and `settings`, a function of the addresses of the world; `login`, a name of LOGINS, or
 * none; `target` of its requests and `headers`, functions of the addresses as well; `status` and `body` that it must answer.
 *
 * @param pace - `rounds`; of each turn `warmUp`, `rampUp` and `turn`, all ms
 * @param connections - how many at once
 * @param staysAwake - `false` where something else works on the processor that makes the load
 * @returns per contestant a list of rounds: requests per second, CPU microseconds per request, latencies in ms, and how busy the
 * server's processor was with it
 */
export async function race(contestants, { world, pace, connections, staysAwake = true }) {
  const results = new Map(contestants.map(({ name }) => [name, []]));
  const load = { connections, staysAwake, pace };
  for (let round = 0; round < pace.rounds; round += 1) {
    for (const index of roundOrder(contestants.length, round)) {
      const contestant = contestants[index];
      results.get(contestant.name).push(await takeTurn(contestant, world, load));
    }
  }
  return results;
}

async function takeTurn(contestant, world, { pace, ...load }) {
  const server = await startServer(contestant.file, contestant.settings?.(world.addresses) ?? {});
  try {
    const runner = await prepare(contestant, server, world);
    await drive(runner, world, { ...load, warmUp: 0, milliseconds: pace.warmUp });
    return await drive(runner, world, { ...load, warmUp: pace.rampUp, milliseconds: pace.turn });
  } finally {
    await server.stop();
  }
}

async function prepare(contestant, server, { addresses }) {
  const { name, login, target, headers = {}, body } = contestant;
  const cookie = login === undefined ? headers.Cookie : await LOGINS[login](server.url, addresses);
  if (login !== undefined) await checkLogin(name, server.url, cookie, body);
  const request = requestText(target(addresses), { ...headers, ...(cookie !== undefined && { Cookie: cookie }) });
  return { contestant, server, request };
}

/** Who is measured as logged in must be logged in. */
async function checkLogin(name, url, cookie, body) {
  const answer = await fetch(url, { headers: { cookie } });
  const text = await answer.text();
  if (text !== body)
    throw new Error(`${name} should answer ${JSON.stringify(body)} and answers ${answer.status} ${text}`);
}

async function drive({ contestant, server, request }, { generator }, load) {
  const { status = 200 } = contestant;
  const start = performance.now();
  const before = await server.ask('cpu');
  const ride = { ...load, port: server.port, request, status };
  const { all, measured, seconds, p50, p99 } = await generator.ask('run', ride);
  const used = (await server.ask('cpu')) - before;
  const busy = used / 1000 / (performance.now() - start);
  return { perSecond: measured / seconds, cpu: used / all, p50, p99, busy };
}
