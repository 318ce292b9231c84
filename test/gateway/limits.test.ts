import { CircuitBreaker } from '../../src/gateway/circuit-breaker.js';
import { ConcurrencyLimit } from '../../src/gateway/concurrency-limit.js';

let time = 1_000_000;
jest.mock('../../src/clock.js', () => ({ now: () => time }));

describe('the concurrency limit', () => {
  it('admits so many at once, lets so many wait in order, and sends the rest away', async () => {
    const limit = new ConcurrencyLimit({ maxConcurrent: 2, maxQueue: 2 });
    const order: string[] = [];
    const later = time + 5_000;

    expect([limit.acquire(later), limit.acquire(later)]).toEqual(['go', 'go']);
    const waiting = ['first', 'second'].map(async (name) => order.push(`${name} ${await limit.acquire(later)}`));
    expect(limit.acquire(later)).toBe('busy');
    limit.release();
    limit.release();
    await Promise.all(waiting);

    expect(order).toEqual(['first go', 'second go']);
  });

  it('admits again when places are given back', () => {
    const limit = new ConcurrencyLimit({ maxConcurrent: 1, maxQueue: 0 });

    for (let round = 0; round < 3; round += 1) {
      expect(limit.acquire(time + 1)).toBe('go');
      expect(limit.acquire(time + 1)).toBe('busy');
      limit.release();
    }
  });

  it('ends a wait at its deadline, and gives the place to the next', async () => {
    const limit = new ConcurrencyLimit({ maxConcurrent: 1, maxQueue: 2 });
    expect(limit.acquire(time + 1)).toBe('go');
    const short = limit.acquire(time + 20);
    const long = limit.acquire(time + 5_000);

    expect(await short).toBe('too-late');
    limit.release();
    expect(await long).toBe('go');
  });

  it('admits nobody after the deadline', () => {
    const limit = new ConcurrencyLimit({ maxConcurrent: 1, maxQueue: 1 });
    expect(limit.acquire(time)).toBe('too-late');
    expect(limit.acquire(time + 1)).toBe('go');
  });
});

describe('the circuit breaker', () => {
  function failedTimes(count: number): CircuitBreaker {
    const breaker = new CircuitBreaker();
    for (let n = 1; n <= count; n += 1)
      breaker.failed(breaker.enter(), n === count ? 'gateway-timeout' : 'gateway-unreachable');
    return breaker;
  }

  it('opens after ten failures in a row, with the last code', () => {
    expect(failedTimes(9).refusal).toBeUndefined();
    expect(failedTimes(10).refusal).toBe('gateway-timeout');
  });

  it('does not open if an answer came in between', () => {
    const breaker = failedTimes(9);
    breaker.enter();
    breaker.answered();
    for (let n = 0; n < 9; n += 1) breaker.failed(breaker.enter(), 'gateway-timeout');

    expect(breaker.refusal).toBeUndefined();
  });

  it('lets one probe through after two seconds, and closes if it is answered', () => {
    const breaker = failedTimes(10);
    time += 1_999;
    expect(breaker.refusal).toBe('gateway-timeout');
    time += 1;
    expect(breaker.refusal).toBeUndefined();

    breaker.enter();
    expect(breaker.refusal).toBe('gateway-timeout');
    breaker.answered();
    expect(breaker.refusal).toBeUndefined();
  });

  it('stays open for two more seconds if the probe fails', () => {
    const breaker = failedTimes(10);
    time += 2_000;
    breaker.failed(breaker.enter(), 'gateway-unreachable');

    expect(breaker.refusal).toBe('gateway-unreachable');
    time += 2_000;
    expect(breaker.refusal).toBeUndefined();
  });

  it('is not kept open by calls that were under way when it opened', () => {
    const breaker = new CircuitBreaker();
    const passes = Array.from({ length: 20 }, () => breaker.enter());
    for (const pass of passes.slice(0, 10)) breaker.failed(pass, 'gateway-timeout');
    time += 1_000;
    for (const pass of passes.slice(10)) breaker.failed(pass, 'gateway-timeout');
    time += 1_000;

    expect(breaker.refusal).toBeUndefined();
  });

  it('lets no second probe through because of a call from before that says nothing', () => {
    const breaker = new CircuitBreaker();
    const before = breaker.enter();
    for (let n = 0; n < 10; n += 1) breaker.failed(breaker.enter(), 'gateway-timeout');
    time += 2_000;
    breaker.enter();
    breaker.inconclusive(before);

    expect(breaker.refusal).toBe('gateway-timeout');
  });

  it('probes again after stragglers, which closed it, have opened it anew', () => {
    const breaker = new CircuitBreaker();
    const stragglers = Array.from({ length: 21 }, () => breaker.enter());
    const fail = (count: number): void => {
      for (const pass of stragglers.splice(0, count)) breaker.failed(pass, 'gateway-unreachable');
    };
    fail(10);
    time += 2_000;
    expect(breaker.enter().isProbe).toBe(true);
    breaker.answered();
    fail(10);
    expect(breaker.refusal).toBe('gateway-unreachable');
    time += 2_000;
    expect(breaker.refusal).toBeUndefined();
  });

  it('lets another probe through if one said nothing', () => {
    const breaker = failedTimes(10);
    time += 2_000;
    breaker.inconclusive(breaker.enter());

    expect(breaker.refusal).toBeUndefined();
  });
});
