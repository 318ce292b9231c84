/** Ends of logins that a store could not be told of reach it when it is back (security.md section 9). */
import { untoldEnds, type UntoldEnds } from '../../src/plugin/untold-ends.js';
import { advance } from '../support/clock.js';
import { settled, storeDouble, type StoreDouble } from './store-double.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

let store: StoreDouble;
let untold: UntoldEnds;
beforeEach(() => {
  store = storeDouble();
  untold = untoldEnds(store);
});

async function tell(): Promise<void> {
  untold.tell();
  await settled();
}

test('without any the store is not asked', async () => {
  await tell();
  expect(store.calls).toEqual([]);
});

test('the store is told each of them once, for the time that is left', async () => {
  untold.keep('a', '100', 60_000);
  untold.keep('b', '200', 60_000);
  advance(20_000);
  await tell();
  expect(Object.fromEntries(store.values)).toEqual({ a: '100', b: '200' });
  for (const ttl of store.ttls.values()) {
    expect(ttl).toBeGreaterThan(39_000);
    expect(ttl).toBeLessThanOrEqual(40_000);
  }
  store.calls.length = 0;
  await tell();
  expect(store.calls).toEqual([]);
});

test.each([
  ['later', '300', '300'],
  ['earlier', '100', '200'],
  ['the same', '200', '200'],
])('what another process wrote stays where it is %s', async (_what, theirs, expected) => {
  store.values.set('a', theirs);
  untold.keep('a', '200', 60_000);
  await tell();
  expect(store.values.get('a')).toBe(expected);
  expect(store.calls).toEqual(theirs === '100' ? ['get a', 'set a'] : ['get a']);
});

test('what the store was told by other means is told no more', async () => {
  untold.keep('a', '100', 60_000);
  untold.forget('a');
  await tell();
  expect(store.calls).toEqual([]);
});

test('what is over is told no more', async () => {
  untold.keep('a', '100', 1_000);
  advance(1_001);
  await tell();
  expect(store.calls).toEqual([]);
});

test('a store that fails is left alone for a second, and then told', async () => {
  untold.keep('a', '100', 60_000);
  store.isDown = true;
  await tell();
  expect(store.calls).toEqual(['get a']);
  store.isDown = false;
  advance(900);
  await tell();
  expect(store.calls).toEqual(['get a']);
  advance(200);
  await tell();
  expect(store.values.get('a')).toBe('100');
});

test('the store is told one after the other, however often it answers meanwhile', async () => {
  let answer = (): void => undefined;
  store.held = new Promise((resolve) => (answer = resolve));
  untold.keep('a', '100', 60_000);
  untold.tell();
  await tell();
  expect(store.calls).toEqual(['get a']);
  answer();
  await settled();
  expect(store.calls).toEqual(['get a', 'set a']);
});

test('an end that changes while the store is told is told again', async () => {
  let answer = (): void => undefined;
  store.held = new Promise((resolve) => (answer = resolve));
  untold.keep('a', '100', 60_000);
  untold.tell();
  untold.keep('a', '300', 60_000);
  answer();
  await settled();
  await tell();
  expect(store.values.get('a')).toBe('300');
});

test('an end that is forgotten while the store is told does no harm to the others', async () => {
  let answer = (): void => undefined;
  store.held = new Promise((resolve) => (answer = resolve));
  untold.keep('a', '100', 60_000);
  untold.keep('b', '100', 60_000);
  untold.tell();
  untold.forget('a');
  answer();
  await settled();
  expect(store.values.get('b')).toBe('100');
});
