/** Whether a login is alive, by what a store says of it and of its user (security.md section 9). */
import { now } from '../../src/clock.js';
import { HiddenMap } from '../../src/message/hidden-map.js';
import { toDSSUser } from '../../src/plugin/dss-user.js';
import { LoginStates } from '../../src/plugin/login-states.js';
import type { RememberedLogin } from '../../src/plugin/remembered-login.js';

const MAX_LIFETIME = 43_200_000;

const ttls: number[] = [];
const values = new Map<string, string>();
const states = new LoginStates(
  {
    get: (key) => values.get(key),
    set: (key, value, { ttl }) => {
      values.set(key, value);
      ttls.push(ttl);
    },
  },
  MAX_LIFETIME,
);
beforeEach(() => {
  values.clear();
  ttls.length = 0;
});

function loginAt(verifiedAt: number): RememberedLogin {
  return {
    id: `login-${verifiedAt}`,
    user: toDSSUser('alice', 'hadoop'),
    workspace: { verified: false },
    dssUrl: 'https://dss.example.com',
    ticketName: 't',
    cookies: new HiddenMap([['t', 'x']]),
    interceptorCookies: [],
    verifiedAt,
    messageAt: verifiedAt,
  };
}

test('nothing known: alive, and not confirmed', () => {
  expect(states.read(loginAt(1_000))).toEqual({ ended: false, isEndKept: false, confirmedAt: undefined });
});

test.each(['alice', 'hadoop'])(
  'after the end of %s, what was verified before or at that time is over',
  async (name) => {
    await states.endUser(name);
    const [[key = '', at = ''] = []] = values;
    expect(key).toMatch(/^ended-user:[\da-f]{64}$/);
    values.set(key, '5000');
    for (const [verifiedAt, ended] of [
      [4_999, true],
      [5_000, true],
      [5_001, false],
    ] as const) {
      expect(states.read(loginAt(verifiedAt))).toMatchObject({ ended, isEndKept: false });
    }
    expect(Math.abs(now() - Number(at))).toBeLessThan(60_000);
    expect(ttls).toEqual([MAX_LIFETIME + 305_000]);
  },
);

test.each(['', 'soon', 'NaN'])('an end that cannot be read (%j) ends', async (text) => {
  await states.endUser('alice');
  const [[key = ''] = []] = values;
  values.set(key, text);
  expect(states.read(loginAt(1_000))).toMatchObject({ ended: true });
});

test.each(['', 'soon'])('a confirmation that cannot be read (%j) is none that counts', (text) => {
  values.set('confirmed:login-1000', text);
  const { confirmedAt } = states.read(loginAt(1_000)) as { confirmedAt: number | undefined };
  expect(confirmedAt ?? 0).toBe(0);
});
