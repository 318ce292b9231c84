// A login with a subscriber that throws on each tracing channel: what becomes of the login, and where the errors go.
import { tracingChannel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import http from 'node:http';
import { internalInterceptor } from 'dss-sso';
import { withSSO } from 'dss-sso/http';

const [gateway, query] = process.argv.slice(2);
const caught = [];
process.on('uncaughtException', (error) => caught.push(error.message));

for (const name of ['message', 'gateway']) {
  const channel = tracingChannel(`dss-sso:${name}`);
  for (const moment of ['start', 'end', 'asyncStart', 'asyncEnd']) {
    channel[moment].subscribe(() => {
      throw new Error(`${name} ${moment}`);
    });
  }
}

const listener = withSSO({ gateways: gateway, interceptor: internalInterceptor() }, (req, res) => {
  res.end(req.dss?.user.userName);
});
const server = http.createServer(listener).listen(0, '127.0.0.1');
await once(server, 'listening');
const answer = await fetch(`http://127.0.0.1:${server.address().port}/?${query}`);
const user = await answer.text();
server.close();
server.closeAllConnections();
await listener.filter.close();
process.stdout.write(JSON.stringify({ status: answer.status, user, caught }));
