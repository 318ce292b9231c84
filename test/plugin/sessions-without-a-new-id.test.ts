/** A session that cannot get a new id is no place for a login (security.md section 10): neither written to it nor read from it. */
import cookieSession from 'cookie-session';
import { startExpressApp, type RunningApp, type Seen } from '../support/apps.js';
import { ask } from '../support/client.js';
import { createWorld, TICKET, type World } from '../support/world.js';

let world: World;
let app: RunningApp;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await app.close();
  await world.close();
});

test('a login that a browser wrote itself into an unsigned session cookie is none, and no workspace of it is verified', async () => {
  app = await startExpressApp(
    {
      gateways: world.dssUrl,
      verifyWorkspace: true,
      interceptor: { isUserExistInSession: () => true, getUser: () => undefined, addUserToSession: () => undefined },
    },
    { before: cookieSession({ name: 'app', signed: false }) as never },
  );
  const ticket = world.portal.tickets.issue('alice');
  const workspace = ['foreign', 999, true];
  const times = [Date.now(), Date.now()];
  const forged = [
    1,
    'chosen-id',
    'alice',
    null,
    ...workspace,
    null,
    world.dssUrl,
    TICKET,
    null,
    [[TICKET, ticket]],
    [],
    ...times,
  ];
  const content = Buffer.from(JSON.stringify({ 'dss-sso': JSON.stringify(forged) })).toString('base64');
  const seen = (await ask(app.url, '/', { headers: { cookie: `app=${content}` } })).json<Seen>();
  expect([seen.user, seen.workspace]).toEqual([undefined, undefined]);
});
