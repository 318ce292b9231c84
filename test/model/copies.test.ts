/** Sequences that the model found, told plainly. */
import { House } from './house.js';
import { TIMES } from './outcome.js';

jest.mock('../../src/clock.js', () => jest.requireActual<object>('./clock.js'));
jest.mock('../../src/outbound/send.js', () => jest.requireActual<object>('./wire.js'));

test('a log-out from an older copy of a cookie holds for as long as a newer copy lives', async () => {
  const house = new House({ keeping: 'sealed cookie', onUserSwitch: 'switch' });
  const [browser, older, newer] = [0, 1, 2];
  const holding = { ...house.ticket('http://127.0.0.1:9001', 'alice', 'new'), workspace: 'bdap' };
  house.message(0, browser, holding, false);
  await house.settle();
  house.copyJar(browser, older);
  await house.pass(TIMES.maxLifetime / 4);
  house.message(0, browser, holding, false);
  await house.settle();
  house.copyJar(browser, newer);
  house.logOut(0, older);
  await house.settle();
  await house.pass((TIMES.maxLifetime * 7) / 8);
  house.visit(0, newer, 'as it is');
  await house.settle();
  expect(house.oracle.violations).toEqual([]);
});

test('a request that waited for a gateway in vain is not served what was logged out meanwhile', async () => {
  const house = new House({ keeping: 'sealed cookie', onUserSwitch: 'switch' });
  const holding = { ...house.ticket('http://127.0.0.1:9001', 'alice', 'new'), workspace: 'bdap' };
  house.message(0, 0, holding, false);
  await house.settle();
  await house.pass(TIMES.revalidateAfter + 1);
  house.gateway.mood = 'waits';
  house.visit(0, 0, 'as it is');
  await house.settle();
  await house.pass(1);
  await house.endLogins(0, 'alice');
  await house.pass(TIMES.revalidateAfter / 10);
  await house.settle();
  expect(house.unanswered).toBe(0);
  expect(house.oracle.violations).toEqual([]);
});
