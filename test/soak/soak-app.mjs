// Logs in one user after another, each with a ticket of its own, through the filter of the built package. Tells its parent from time to
// time what it takes; ends by itself when the filter is closed.
import diagnostics from 'node:diagnostics_channel';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { jwtCookieInterceptor, memoryStore, SSOPluginFilter } from 'dss-sso';

const { gateway, users, reports, flows, maxStore, maxTickets } = JSON.parse(process.argv[2]);
const secret = 'q7Zr2v9yBnE4xK1sWc8uHd3tLm6pGj5f';
/** On a busy machine a call may take its time: this is no test of speed. */
const TIMEOUT = 60_000;

const filter = new SSOPluginFilter({
  gateways: gateway,
  secret,
  interceptor: jwtCookieInterceptor({ secret }),
  // Logins and their states: everything that a filter can keep in a process is kept.
  remember: 'store',
  store: memoryStore({ max: maxStore }),
  cache: { max: maxTickets },
  gateway: { timeout: TIMEOUT },
});

/** Connections to the gateway that are open, and the most that ever were. */
const sockets = new Set();
let peak = 0;
diagnostics.subscribe('net.client.socket', ({ socket }) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  peak = Math.max(peak, sockets.size);
});
let warnings = 0;
process.on('warning', () => (warnings += 1));

/** One request, as far as a filter looks at it; the jar is the browser's. */
class Exchange {
  method = 'GET';
  secure = false;
  host = 'app.example.com';

  constructor(target, jar) {
    this.target = target;
    this.jar = jar;
    this.request = { headers: this.headers };
  }
  get headers() {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    return cookie === '' ? {} : { cookie };
  }
  setCookie({ name, header, value }) {
    if (/max-age=0/i.test(header)) this.jar.delete(name);
    else this.jar.set(name, value);
  }
  getSession() {}
  removeMessage() {}
  setHeader() {}
  setLogin() {}
}

function messageWith(ticket) {
  const cookies = encodeURIComponent(`linkis_user_session_ticket_id_v1=${ticket}; workspaceId=224; workspaceName=bdap`);
  return `/?dssurl=${encodeURIComponent(gateway)}&workspace=bdap&cookies=${cookies}`;
}

function expect(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what}: ${actual} instead of ${expected}`);
}

/** A user logs in; some look at a page after that, some log out, and now and then somebody tries a ticket that nobody knows. */
async function visit(n) {
  const jar = new Map();
  const verdict = await filter.handle(new Exchange(messageWith(`ticket-${n}`), jar));
  expect('a login', verdict.login?.user.userName ?? verdict.error?.code, `user-${n}`);
  if (n % 10 === 0) {
    const page = await filter.handle(new Exchange('/page', jar));
    expect('a page', page.login?.user.userName, `user-${n}`);
  }
  if (n % 20 === 0) {
    await verdict.login.logout();
    expect('a page after the log-out', (await filter.handle(new Exchange('/page', jar))).login, undefined);
  }
  if (n % 25 === 0) {
    const junk = await filter.handle(new Exchange(messageWith(`junk-${n}`), new Map()));
    expect('junk', junk.error?.code, 'ticket-rejected');
  }
}

/** What is taken while nothing is under way, garbage aside. */
async function measure(done) {
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc();
    await nextTurn();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const { logins, gatewayCalls, ticketCache } = filter.stats();
  const listenersOf = (emitter) => emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
  return {
    done,
    memory: heapUsed + external,
    rss,
    sockets: sockets.size,
    peak,
    timers: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length,
    listeners: Math.max(...[...sockets, process].map(listenersOf)),
    warnings,
    tickets: ticketCache.size,
    logins,
    calls: gatewayCalls,
  };
}

let next = 0;
async function flow(until) {
  while (next < until) await visit(next++);
}

for (let report = 1; report <= reports; report += 1) {
  const until = Math.floor((users * report) / reports);
  await Promise.all(Array.from({ length: flows }, () => flow(until)));
  process.send(await measure(until));
}
await filter.close();
for (let turn = 0; turn < 10; turn += 1) await nextTurn();
const left = process.getActiveResourcesInfo().filter((kind) => kind !== 'PipeWrap');
process.send({ left, user: process.cpuUsage().user / 1e6 }, () => process.disconnect());
