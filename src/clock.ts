/**
 * The time in milliseconds since 1970, from the monotonic clock: it starts at the wall clock's reading and never jumps, so that setting
 * the machine's clock neither ends nor prolongs a login.
 */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
