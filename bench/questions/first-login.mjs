import { messageTarget } from '../load/message.mjs';
import { race } from '../load/race.mjs';
import { UNIQUE } from '../load/request-text.mjs';
import { raceTable } from '../report/race-table.mjs';

const CONNECTIONS = [1, 32, 256];

const CONTESTANTS = [
  { name: 'by hand: fetch and jsonwebtoken', file: 'by-hand.mjs', settings: ({ gateway }) => ({ gateway }) },
  {
    name: 'Express + dss-sso, JWT cookie',
    file: 'express.mjs',
    settings: ({ gateway }) => ({ sso: { gateway, interceptor: 'jwt' } }),
    against: 'by hand: fetch and jsonwebtoken',
  },
].map((contestant) => ({ ...contestant, target: ({ gateway }) => messageTarget(gateway, `u${UNIQUE}`) }));

export const firstLogin = {
  name: 'first-login',
  title: 'A first login',
  question:
    'What does a login take whose ticket nobody has seen before? Each request has a ticket of its own, and the gateway, a few lines of `node:http` in another process, answers at once. The contestant "by hand" is what a team writes without a plug-in: it asks the gateway with `fetch` and sets a JWT cookie, without a cache, limits or checks.',
  async run({ world, pace }) {
    const tables = [];
    for (const connections of CONNECTIONS) {
      const results = await race(CONTESTANTS, { world, pace, connections, staysAwake: false });
      const caption = `${connections} connection${connections === 1 ? '' : 's'}`;
      tables.push(raceTable(CONTESTANTS, results, { unit: 'logins', withLatency: true, caption }));
    }
    return { tables, notes: ['The load and the gateway share a processor here.'] };
  },
};
