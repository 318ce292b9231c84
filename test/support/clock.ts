/**
 * A clock that tests move: real time plus what was added. Use it as
 * `jest.mock('../../src/clock.js', () => jest.requireActual('../support/clock.js'))`.
 */
let offset = 0;

export function now(): number {
  return performance.timeOrigin + performance.now() + offset;
}

export function advance(milliseconds: number): void {
  offset += milliseconds;
}
