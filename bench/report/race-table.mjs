// The table of a race between servers.
import { median, pairedRatios, summarise } from '../statistics.mjs';
import { goalText, middle, number, range, ratio } from './numbers.mjs';

/** Below this part of the time, a server was not what held its requests up. */
const BUSY_SERVER = 0.9;

/**
 * @param contestants - each with `name`, and where it has them `against` (the name of another) and `goal` (the least ratio)
 * @param results - of `race`
 * @param unit - what is counted
 * @param withLatency - whether latencies are worth a column: they are not where all connections are busy all the time
 */
export function raceTable(contestants, results, { unit = 'requests', withLatency = false, caption } = {}) {
  const figures = contestants.map((contestant) => figuresOf(contestant, results));
  const columns = [
    'contestant',
    `${unit}/s, median`,
    'range',
    'middle half',
    'CPU µs each',
    ...(withLatency ? ['p50 ms', 'p99 ms'] : []),
    'ratio, median',
    'middle half',
    'by CPU time',
    'of',
    'goal',
  ];
  const rows = figures.map(({ name, perSecond, cpu, p50, p99, ratioToOther, cpuRatio, against, goal }) => [
    name,
    number(perSecond.median),
    range(perSecond),
    middle(perSecond),
    number(cpu.median),
    ...(withLatency ? [number(p50.median), number(p99.median)] : []),
    ratioToOther === undefined ? '' : ratio(ratioToOther.median),
    ratioToOther === undefined ? '' : middle(ratioToOther, ratio),
    cpuRatio === undefined ? '' : ratio(cpuRatio.median),
    against ?? '',
    goal === undefined ? '' : goalText(goal),
  ]);
  return { caption, columns, rows, figures };
}

/** A note on servers that had time left: something else held them up. */
export function busyNotes(results) {
  const idle = [...results].filter(([, turns]) => median(turns.map(({ busy }) => busy)) < BUSY_SERVER);
  if (idle.length === 0) return [];
  const names = idle.map(([name]) => name).join('; ');
  return [
    `Had their processor less than ${BUSY_SERVER * 100} % of the time, so that CPU time tells more than requests/s: ${names}.`,
  ];
}

function figuresOf({ name, against, goal }, results) {
  const series = (key, of = name) => results.get(of).map((turn) => turn[key]);
  const isCompared = against !== undefined;
  const ratioToOther = isCompared
    ? summarise(pairedRatios(series('perSecond'), series('perSecond', against)))
    : undefined;
  // The other way round, so that it is the same ratio where both servers have their processor all the time.
  const cpuRatio = isCompared ? summarise(pairedRatios(series('cpu', against), series('cpu'))) : undefined;
  return {
    name,
    perSecond: summarise(series('perSecond')),
    cpu: summarise(series('cpu')),
    p50: summarise(series('p50')),
    p99: summarise(series('p99')),
    busy: summarise(series('busy')),
    against,
    ratioToOther,
    cpuRatio,
    goal: goal && { text: `≥ ${goal.toFixed(2)}`, isMet: ratioToOther.median >= goal },
  };
}
