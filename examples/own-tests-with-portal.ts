// How to test your own app: the portal plays DSS, so nothing else has to run. Start it with `npm run build && node --test build/examples/own-tests-with-portal.js`.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { createPortal } from 'dss-sso/portal';
import { createExpressApp } from './express-jwt.js';

const portal = createPortal({ users: [{ userName: 'alice' }, { userName: 'bob' }] });
const server = createServer();
let app: string;

before(async () => {
  server.on('request', createExpressApp(await portal.listen(), 'my-app'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  app = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
after(async () => {
  server.close();
  await portal.close();
});

test('DSS opens the app, and the user is logged in', async () => {
  const page = await fetch(portal.ssoUrl({ user: 'alice', app }));
  assert.match(await page.text(), /Hello alice/);
});

test('a ticket that died is refused', async () => {
  const url = portal.ssoUrl({ user: 'bob', app });
  portal.faults = { forget: true };
  assert.equal((await fetch(url)).status, 401);
});

test('when DSS is down, nobody gets in by mistake', async () => {
  portal.faults = { status: 500 };
  assert.equal((await fetch(portal.ssoUrl({ user: 'alice', app }))).status, 502);
  portal.faults = {};
});
