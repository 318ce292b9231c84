import { race } from '../load/race.mjs';
import { busyNotes, raceTable } from '../report/race-table.mjs';

const target = () => '/';
const body = 'hello alice';
const sso = (interceptor) => (addresses) => ({ sso: { gateway: addresses.gateway, interceptor } });

const CONTESTANTS = [
  { name: 'Express, nobody logged in', file: 'express.mjs' },
  {
    name: 'dss-sso, sealed login and JWT cookie',
    file: 'express.mjs',
    settings: sso('jwt'),
    login: 'dss',
    against: 'Express, nobody logged in',
    goal: 0.9,
  },
  {
    name: 'express-openid-connect, session cookie',
    file: 'openid-connect.mjs',
    settings: ({ issuer }) => ({ issuer }),
    login: 'openid',
    against: 'Express, nobody logged in',
  },
  {
    name: 'express-session alone',
    file: 'express.mjs',
    settings: () => ({ hasSession: true }),
    login: 'form',
    against: 'Express, nobody logged in',
  },
  {
    name: 'dss-sso + express-session',
    file: 'express.mjs',
    settings: (addresses) => ({ ...sso('session')(addresses), hasSession: true }),
    login: 'dss',
    against: 'express-session alone',
  },
  {
    name: 'Passport + express-session',
    file: 'passport.mjs',
    login: 'form',
    against: 'express-session alone',
  },
].map((contestant) => ({ ...contestant, target, body }));

export const loggedInRequest = {
  name: 'logged-in-request',
  title: 'A request of somebody who is logged in',
  question:
    'What does a request pay that shows a living login? 32 connections, one user, sessions in memory. Each contestant reads the user and greets by name, and each gets its own cookies; bare Express gets none, so that longer headers count, too.',
  async run({ world, pace }) {
    const results = await race(CONTESTANTS, { world, pace, connections: 32 });
    return { tables: [raceTable(CONTESTANTS, results)], notes: busyNotes(results) };
  },
};
