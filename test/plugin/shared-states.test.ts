/** The state of logins in a store that several processes share, and may fail (design.md section 9). */
import { sharedStates } from '../../src/plugin/shared-states.js';
import type { StateStore } from '../../src/plugin/login-states.js';
import { advance } from '../support/clock.js';
import { settled, storeDouble, type StoreDouble } from './store-double.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const TTL = { ttl: 60_000 };
const ENDED = 'ended:x';
const CONFIRMED = 'confirmed:x';

let store: StoreDouble;
let states: StateStore;
let lines: string[];
beforeEach(() => {
  store = storeDouble();
  lines = [];
  const keep = (line: string): void => void lines.push(line);
  states = sharedStates(store, { debug: keep, info: keep, warn: keep, error: keep, warnOnce: keep });
});

async function get(key: string): Promise<string | undefined> {
  const value = await states.get(key);
  await settled();
  return value;
}

test('a state is read from the store once in a second, also where there is none', async () => {
  expect([await get(ENDED), await get(ENDED)]).toEqual([undefined, undefined]);
  store.values.set(ENDED, '5');
  advance(900);
  expect(await get(ENDED)).toBeUndefined();
  advance(200);
  expect([await get(ENDED), await get(ENDED)]).toEqual(['5', '5']);
  expect(store.calls).toEqual([`get ${ENDED}`, `get ${ENDED}`]);
});

test('what is written here is known here at once, and in the store', async () => {
  await states.set(ENDED, '7', TTL);
  expect([await get(ENDED), store.values.get(ENDED), store.calls]).toEqual(['7', '7', [`set ${ENDED}`]]);
});

test.each([
  ['9', '9'],
  ['5', '7'],
  ['7', '7'],
])('of what the store says (%s) and what was written here (7) the later counts: %s', async (theirs, expected) => {
  await states.set(ENDED, '7', TTL);
  store.values.set(ENDED, theirs);
  advance(1_001);
  expect(await get(ENDED)).toBe(expected);
});

test('what the store has lost is known here, and what it says that is no text is nothing', async () => {
  await states.set(ENDED, '7', TTL);
  store.values.clear();
  advance(1_001);
  expect(await get(ENDED)).toBe('7');
  store.values.set('ended:y', 7 as never);
  expect(await get('ended:y')).toBeUndefined();
});

test('while the store is down, what was written here counts, and the store is asked once in a second', async () => {
  store.isDown = true;
  await expect(states.set(ENDED, '7', TTL)).rejects.toMatchObject({ code: 'store-unavailable' });
  advance(1_001);
  store.calls.length = 0;
  expect([await get(ENDED), await get(ENDED)]).toEqual(['7', '7']);
  expect(await get('ended:y')).toBeUndefined();
  expect(await get('ended:y')).toBeUndefined();
  expect(store.calls).toEqual([`get ${ENDED}`, 'get ended:y']);
  expect(lines.filter((line) => line.includes('go on by what this process knows'))).toHaveLength(1);
});

test('a store that is back is told of the ends it missed, not of confirmations, and the log is told once', async () => {
  store.isDown = true;
  for (const key of [ENDED, CONFIRMED]) {
    await expect(states.set(key, '7', TTL)).rejects.toMatchObject({ code: 'store-unavailable' });
  }
  await get('ended:y');
  store.isDown = false;
  advance(1_001);
  await get('ended:y');
  await settled();
  expect(Object.fromEntries(store.values)).toEqual({ [ENDED]: '7' });
  advance(1_001);
  await get('ended:y');
  expect(lines.filter((line) => line === 'The store answers again.')).toHaveLength(1);
});

test('a store that was never away is not said to be back', async () => {
  await get(ENDED);
  expect(lines).toEqual([]);
});

test('an end that the store was told of after all is not told again', async () => {
  store.isDown = true;
  await expect(states.set(ENDED, '7', TTL)).rejects.toMatchObject({ code: 'store-unavailable' });
  store.isDown = false;
  await states.set(ENDED, '8', TTL);
  store.calls.length = 0;
  await get('ended:y');
  expect(store.calls).toEqual(['get ended:y']);
});
