/** Gateways side by side: what one does is nothing to the other. */
import type { GatewayClientSettings } from '../../src/gateway/gateway-client.js';
import { now } from '../../src/clock.js';
import { startHttp, type TestServer } from '../outbound/servers.js';
import { lab, question, rejectionOf, startGateway, type Lab } from './double.js';

const servers: TestServer[] = [];
const labs: Lab[] = [];

afterEach(async () => {
  for (const { client } of labs.splice(0)) client.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(starting: Promise<TestServer>): Promise<TestServer> {
  const server = await starting;
  servers.push(server);
  return server;
}

function open(settings: Partial<GatewayClientSettings>): Lab {
  const opened = lab(settings);
  labs.push(opened);
  return opened;
}

test('a gateway that hangs, with a full queue before it, keeps nobody from another one', async () => {
  const hanging = await serve(startHttp(() => undefined));
  const sound = await serve(startGateway());
  const { client } = open({ maxConcurrent: 2, maxQueue: 2 });
  const lost = Array.from({ length: 5 }, (_, n) =>
    rejectionOf(client.userInfo(question(hanging.url, `t${n}`), now() + 20_000)),
  );
  await expect(lost[4]).resolves.toBe('gateway-busy');

  await expect(client.userInfo(question(sound.url, 'ticket-of-bob'), now() + 5_000)).resolves.toBe('bob');
  expect(hanging.requests.length).toBeLessThanOrEqual(2);
  client.close();
  await Promise.all(lost);
});
