// An app with the plug-in, in a process of its own, so that what it takes can be counted. It tells its parent where it listens, and on
// each message of the parent's how it fares.
import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import http from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { internalInterceptor } from 'dss-sso';
import { withSSO } from 'dss-sso/http';

const { plugin, server: limits } = JSON.parse(process.argv[2]);

/** Connections to gateways that are open, and the most that ever were. */
const sockets = new Set();
let peak = 0;
diagnostics.subscribe('net.client.socket', ({ socket }) => {
  for (const known of sockets) if (known.destroyed) sockets.delete(known);
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  peak = Math.max(peak, sockets.size);
});

let requests = 0;
let events = 0;
const options = { ...plugin, interceptor: internalInterceptor(), onEvent: () => (events += 1) };
const listener = withSSO(options, (req, res) => res.end(JSON.stringify({ user: req.dss?.user.userName ?? null })));
const server = http.createServer(limits, (req, res) => {
  requests += 1;
  listener(req, res);
});

/** Twice: what the first round lets go may hold more, such as the buffers of connections. */
async function collectGarbage() {
  globalThis.gc();
  await nextTurn();
  globalThis.gc();
}

async function measure() {
  await collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  return {
    memory: heapUsed + external,
    sockets: sockets.size,
    peak,
    timers,
    requests,
    events,
    stats: listener.filter.stats(),
  };
}

process.on('message', async () => {
  const connections = await promisify(server.getConnections.bind(server))();
  process.send({ connections, ...(await measure()) });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send(`http://127.0.0.1:${server.address().port}`);
