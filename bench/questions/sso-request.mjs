import { messageTarget } from '../load/message.mjs';
import { race } from '../load/race.mjs';
import { busyNotes, raceTable } from '../report/race-table.mjs';

const target = ({ gateway }) => messageTarget(gateway, 'alice');
const sso = (interceptor) => (addresses) => ({ sso: { gateway: addresses.gateway, interceptor } });

const CONTESTANTS = [
  { name: 'http, which ignores the message', file: 'http.mjs' },
  { name: 'dss-sso, known browser, JWT cookie', file: 'http.mjs', settings: sso('jwt'), login: 'dss' },
  { name: 'dss-sso, known browser, internal', file: 'http.mjs', settings: sso('internal'), login: 'dss' },
  { name: 'dss-sso, new browser, JWT cookie', file: 'http.mjs', settings: sso('jwt') },
  { name: 'dss-sso, new browser, internal', file: 'http.mjs', settings: sso('internal') },
].map((contestant, index) => ({
  ...contestant,
  target,
  body: 'hello alice',
  ...(index > 0 && { against: 'http, which ignores the message' }),
}));

export const ssoRequest = {
  name: 'sso-request',
  title: 'A request with a message, its ticket already verified',
  question:
    "What does a message pay whose ticket the gateway has confirmed within the last minute? 32 connections. A known browser shows the login it has from before and keeps it; a new browser has no cookies, and each request is a login of its own with a new sealed cookie. For comparison: DSS's Java filter was seen to spend 20 to 29 µs of processor time on such a request, on another machine.",
  async run({ world, pace }) {
    const results = await race(CONTESTANTS, { world, pace, connections: 32 });
    return { tables: [raceTable(CONTESTANTS, results)], notes: busyNotes(results) };
  },
};
