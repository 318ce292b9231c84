// Logs in 200,000 different users in one process (`npm run soak -- 20000`: fewer), against a gateway on loopback, and fails if the second
// half of them takes more than the first: memory, connections, timers, listeners. It judges no speed.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const LOGINS = Number(process.argv[2] ?? 200_000);
const REPORTS = 10;
const FLOWS = 64;
/** Entries of the ticket cache and of the store: few enough that both are full long before half-time. */
const MAX_TICKETS = Math.min(10_000, LOGINS / 20);
const MAX_STORE = 2 * MAX_TICKETS;
/** By default. */
const MAX_SOCKETS = 32;
const MB = 1024 * 1024;
/** Memory is measured with caches and stores full; what is left to vary are compiled code and the size of hash tables. */
const MAX_GROWTH = (LOGINS < 200_000 ? 3 : 4) * MB;
/** With it a leak of 1 kB a login ends the process long before the last one. */
const HEAP = 160;

/** Names a user for each ticket it knows, as gateways do. */
const gateway = http.createServer((request, response) => {
  const [, number] = /ticket_id_v1=ticket-(\d+)/.exec(request.headers.cookie ?? '') ?? [];
  response.setHeader('Content-Type', 'application/json');
  if (number === undefined) response.end(JSON.stringify({ status: -1, message: 'not logged in', data: {} }));
  else response.end(JSON.stringify({ status: 0, message: 'ok', data: { userName: `user-${number}` } }));
});
gateway.listen(0, '127.0.0.1');
await once(gateway, 'listening');

const settings = {
  gateway: `http://127.0.0.1:${gateway.address().port}`,
  users: LOGINS,
  reports: REPORTS,
  flows: FLOWS,
  maxStore: MAX_STORE,
  maxTickets: MAX_TICKETS,
};
const app = fork(fileURLToPath(new URL('../test/soak/soak-app.mjs', import.meta.url)), [JSON.stringify(settings)], {
  execArgv: ['--expose-gc', `--max-old-space-size=${HEAP}`],
});

const startedAt = performance.now();
const measures = [];
let end;
app.on('message', (message) => {
  if (message.left === undefined) tell(message);
  else end = message;
});

function tell(measure) {
  measures.push(measure);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const memory = `${(measure.memory / MB).toFixed(1)} MB (resident ${(measure.rss / MB).toFixed(0)} MB)`;
  const kept = `${measure.tickets} tickets, ${measure.sockets} connections (at most ${measure.peak})`;
  console.log(`${seconds} s: ${measure.done} logins, ${memory}, ${kept}, ${measure.listeners} listeners at most`);
}

/** What is not as it should be, each as a sentence. */
function complaints(code) {
  const half = measures[REPORTS / 2 - 1];
  const last = measures[REPORTS - 1];
  if (code !== 0 || end === undefined || half === undefined || last === undefined)
    return [`the process of the app ended with ${code} before it was done`];
  const grown = last.memory - half.memory;
  console.log(`${(grown / MB).toFixed(1)} MB more at the end than at half-time; ${end.user.toFixed(1)} s of CPU time`);
  return [
    last.logins !== LOGINS && `${last.logins} logins are counted instead of ${LOGINS}`,
    grown > MAX_GROWTH && `memory grows: ${half.memory} bytes at half-time, ${last.memory} at the end`,
    last.peak > MAX_SOCKETS && `${last.peak} connections at once are more than ${MAX_SOCKETS}`,
    last.tickets > MAX_TICKETS && `${last.tickets} tickets are kept, more than ${MAX_TICKETS}`,
    last.timers > 0 && `${last.timers} timers run while nothing is under way`,
    last.listeners > half.listeners && `listeners add up: ${half.listeners} at half-time, ${last.listeners} at the end`,
    last.warnings > 0 && `Node has warned ${last.warnings} times`,
    end.left.length > 0 && `after close() there is left: ${end.left.join(', ')}`,
  ].filter((complaint) => complaint !== false);
}

const [code] = await once(app, 'exit');
const open = await new Promise((resolve) => gateway.getConnections((_error, count) => resolve(count)));
gateway.close();
gateway.closeAllConnections();
const found = complaints(code);
if (open > 0) found.push(`the gateway still has ${open} connections`);
for (const complaint of found) console.error(complaint);
process.exitCode = found.length === 0 ? 0 : 1;
