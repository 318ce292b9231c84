// An app that is told to end: it closes its server and, if it is told so, the plug-in, says what keeps its process alive after that, and
// does nothing more to end it.
import http from 'node:http';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { internalInterceptor } from 'dss-sso';
import { withSSO } from 'dss-sso/http';

const { plugin, keepsAgent, closes } = JSON.parse(process.argv[2]);
const agent = keepsAgent ? new http.Agent({ keepAlive: true }) : undefined;
const gateway = { ...plugin.gateway, ...(agent !== undefined && { agent: { http: agent } }) };
const listener = withSSO({ ...plugin, gateway, interceptor: internalInterceptor() }, (req, res) => {
  res.end(JSON.stringify({ user: req.dss?.user.userName ?? null }));
});
const server = http.createServer(listener);

process.once('message', async () => {
  server.close();
  const closed = once(server, 'close');
  if (closes) await listener.filter.close();
  // Who still waits for an answer gets one, or the server would not close.
  await closed;
  agent?.destroy();
  // Connections that were destroyed tell of their end in the next turns.
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  // What connects this process with the one that watches it are pipes.
  const left = process.getActiveResourcesInfo().filter((kind) => kind !== 'PipeWrap');
  process.send(left, () => process.disconnect());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send(`http://127.0.0.1:${server.address().port}`);
