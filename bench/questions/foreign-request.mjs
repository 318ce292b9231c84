import { race } from '../load/race.mjs';
import { busyNotes, raceTable } from '../report/race-table.mjs';

const target = () => '/?page=2&sort=name';
const headers = { Cookie: 'theme=dark; lang=en' };
const sso = ({ gateway }) => ({ sso: { gateway, interceptor: 'jwt' } });

const CONTESTANTS = [
  { name: 'http', file: 'http.mjs' },
  { name: 'http + dss-sso', file: 'http.mjs', settings: sso, against: 'http', goal: 0.95 },
  { name: 'Koa', file: 'koa.mjs' },
  { name: 'Koa + dss-sso', file: 'koa.mjs', settings: sso, against: 'Koa' },
  { name: 'Express', file: 'express.mjs' },
  {
    name: 'Express + an empty middleware',
    file: 'express.mjs',
    settings: () => ({ hasMiddleware: true }),
    against: 'Express',
  },
  { name: 'Express + dss-sso', file: 'express.mjs', settings: sso, against: 'Express', goal: 0.97 },
  { name: 'Express + express-session + Passport', file: 'passport.mjs', against: 'Express' },
  {
    name: 'Express + express-openid-connect',
    file: 'openid-connect.mjs',
    settings: ({ issuer }) => ({ issuer }),
    against: 'Express',
  },
].map((contestant) => ({ ...contestant, target, headers }));

export const foreignRequest = {
  name: 'foreign-request',
  title: "A request that is not DSS's",
  question:
    "What does every request pay that has neither a message nor a login? 32 connections; the query and the cookies are the app's own, and the handler answers a few bytes, so that what stands in front of it weighs as much as it can.",
  async run({ world, pace }) {
    const results = await race(CONTESTANTS, { world, pace, connections: 32 });
    return { tables: [raceTable(CONTESTANTS, results)], notes: busyNotes(results) };
  },
};
