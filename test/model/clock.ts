/**
 * A clock that stands still until a test moves it, so that a failing sequence fails again. Use it as
 * `jest.mock('../../src/clock.js', () => jest.requireActual('./clock.js'))`.
 */
let time = Date.UTC(2030, 0, 1);

export function now(): number {
  return time;
}

/** @param to - never earlier than now */
export function moveClock(to: number): void {
  time = Math.max(time, to);
}
