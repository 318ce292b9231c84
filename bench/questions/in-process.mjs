import { measureInProcess } from '../in-process/calls.mjs';
import { goalText, number, range } from '../report/numbers.mjs';
import { roundOrder, summarise } from '../statistics.mjs';

const CONTESTANTS = ['http: empty', 'http: dss-sso', 'Express: empty', 'Express: dss-sso', 'Express: express-session'];
const GOAL = { nanoseconds: 200, bytes: 0 };
/** What the clock and the heap's statistics themselves may add or take. */
const NOISE_BYTES = 8;

export const inProcess = {
  name: 'in-process',
  title: 'The same, within the process',
  question:
    "What does one call of the middleware take on such a request? Node's own request objects, 64 at a time, each used once; a fresh process per round. What an empty middleware takes is subtracted. On Node.js before 24 a request that has been through Express has a hidden class of its own (Express changes its prototype), so that each look at it costs a hundred nanoseconds and more, and each property that is added about 1,200 bytes; that is why the same few lines cost more there.",
  async run({ pace }) {
    const samples = new Map(CONTESTANTS.map((name) => [name, []]));
    for (let round = 0; round < pace.rounds; round += 1) {
      for (const index of roundOrder(CONTESTANTS.length, round)) {
        const name = CONTESTANTS[index];
        samples.get(name).push(await measureInProcess('middleware.mjs', name, '--expose-gc'));
      }
    }
    const figures = CONTESTANTS.filter((name) => !isEmpty(name)).map((name) => {
      const empty = samples.get(emptyOf(name));
      const beyond = (key) => summarise(samples.get(name).map((sample, round) => sample[key] - empty[round][key]));
      return { name, nanoseconds: beyond('nanoseconds'), bytes: beyond('bytes') };
    });
    const rows = figures.map(({ name, nanoseconds, bytes }) => [
      name,
      number(nanoseconds.median),
      range(nanoseconds),
      bytes.median.toFixed(0),
      name.endsWith('dss-sso') ? goals(nanoseconds.median, bytes.median) : '',
    ]);
    const columns = ['contestant', 'ns per call, median', 'range', 'bytes per call', 'goal'];
    return { tables: [{ columns, rows, figures }], notes: [] };
  },
};

/** The empty middleware of the same framework: its requests cost more to touch in one than in the other. */
function emptyOf(name) {
  return CONTESTANTS.find((other) => isEmpty(other) && other.split(':')[0] === name.split(':')[0]);
}

function isEmpty(name) {
  return name.endsWith(': empty');
}

function goals(nanoseconds, bytes) {
  return [
    goalText({ text: `< ${GOAL.nanoseconds} ns`, isMet: nanoseconds < GOAL.nanoseconds }),
    goalText({ text: 'no allocation', isMet: bytes <= GOAL.bytes + NOISE_BYTES }),
  ].join(', ');
}
