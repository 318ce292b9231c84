/** Marked tickets, cookies, session ids, JWTs and secrets go through everything a login can meet, and come out nowhere. */
import { SSO_ERROR_CODES } from '../../src/errors.js';
import { play, type Played } from './play.js';
import { WAYS } from './ways.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('../support/clock.js'));

const ALL_EVENTS = ['login', 'logout', 'refusal', 'revalidated', 'switch', 'unconfirmed', 'workspace'];

describe.each(Object.entries(WAYS))('no canary comes out of %s', (_name, way) => {
  let played: Played;

  beforeAll(async () => {
    played = await play(way);
  }, 60_000);

  test('at any level of the log, in events, answers, stores, errors and whatever is handed out', () => {
    expect(played.leaks.slice(0, 8)).toEqual([]);
  });

  test('although every event was told, and every refusal came about', () => {
    expect(played.problems).toEqual([]);
    expect(played.eventTypes).toEqual(ALL_EVENTS);
    expect(played.codes).toEqual(SSO_ERROR_CODES.filter((code) => code !== 'options-invalid').sort());
  });
});
