import { measureInProcess } from '../in-process/calls.mjs';
import { goalText, middle, number, range } from '../report/numbers.mjs';
import { roundOrder, summarise } from '../statistics.mjs';

const GOAL_NANOSECONDS = 2_000;

const TABLES = {
  'Reading a message': ['parse: parseDSSMsg', 'parse: URLSearchParams', 'parse: qs', 'parse: by hand'],
  'Writing a message': ['build: SSOUrlBuilder', 'build: URLSearchParams', 'build: qs', 'build: by hand'],
};
const OURS = ['parse: parseDSSMsg', 'build: SSOUrlBuilder'];

export const parseAndBuild = {
  name: 'parse-and-build',
  title: 'Reading and writing a message',
  question:
    'What does one message take, with five parameters and three cookies? Each contestant gives the same message with its cookies split, and a fresh process measures it. "By hand" is the least that does it: no repeats, no limits, no checks.',
  async run({ pace }) {
    const names = Object.values(TABLES).flat();
    const samples = new Map(names.map((name) => [name, []]));
    for (let round = 0; round < pace.rounds; round += 1) {
      for (const index of roundOrder(names.length, round)) {
        const { nanoseconds } = await measureInProcess('parse-and-build.mjs', names[index]);
        samples.get(names[index]).push(nanoseconds);
      }
    }
    return { tables: Object.entries(TABLES).map(([caption, names]) => toTable(caption, names, samples)), notes: [] };
  },
};

function toTable(caption, names, samples) {
  const figures = names.map((name) => ({ name, nanoseconds: summarise(samples.get(name)) }));
  const rows = figures.map(({ name, nanoseconds }) => [
    name.split(': ')[1],
    number(nanoseconds.median),
    range(nanoseconds),
    middle(nanoseconds),
    OURS.includes(name) ? goalText({ text: '≤ 2 µs', isMet: nanoseconds.median <= GOAL_NANOSECONDS }) : '',
  ]);
  return { caption, columns: ['contestant', 'ns, median', 'range', 'middle half', 'goal'], rows, figures };
}
