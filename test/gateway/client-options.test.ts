import { readGatewayClientOptions } from '../../src/gateway/gateway-client-options.js';
import { Agent } from 'node:http';
import { OptionsCheck } from '../../src/options.js';

function read(value: unknown): ReturnType<typeof readGatewayClientOptions> {
  const check = new OptionsCheck();
  const limits = readGatewayClientOptions(check, value);
  check.throwIfAny('test');
  return limits;
}

test('the option gateway has defaults for all but the agent', () => {
  const defaults = { timeout: 5_000, retries: 1, maxResponseBytes: 65_536, maxConcurrent: 32, maxQueue: 2_048 };
  expect(read(undefined)).toEqual(defaults);
  expect(read({})).toEqual(defaults);
  expect(read({})).not.toHaveProperty('agent');
});

test('the option gateway is taken as it is given, up to its limits', () => {
  const http = new Agent();
  const least = { timeout: 1, retries: 0, maxResponseBytes: 1_024, maxConcurrent: 1, maxQueue: 0 };
  const most = {
    ...{ timeout: 2_592_000_000, retries: 10, maxResponseBytes: 67_108_864, maxConcurrent: 10_000 },
    maxQueue: 1_000_000,
  };
  expect(read(least)).toEqual(least);
  expect(read({ ...most, agent: { http } })).toEqual({ ...most, agent: { http } });
  http.destroy();
});

test.each<[string, object | number]>([
  ['gateway must be an object', 7],
  ['gateway.timout is not an option', { timout: 1 }],
  ['gateway.timeout must be', { timeout: 0 }],
  ['gateway.retries must be', { retries: -1 }],
  ['gateway.retries must be', { retries: 11 }],
  ['gateway.maxResponseBytes must be', { maxResponseBytes: 1_023 }],
  ['gateway.maxResponseBytes must be', { maxResponseBytes: 67_108_865 }],
  ['gateway.maxConcurrent must be', { maxConcurrent: 0 }],
  ['gateway.maxConcurrent must be', { maxConcurrent: 10_001 }],
  ['gateway.maxQueue must be', { maxQueue: -1 }],
  ['gateway.maxQueue must be', { maxQueue: 1_000_001 }],
  ['gateway.agent', { agent: 7 }],
])('%s: %j', (problem, value) => {
  expect(() => read(value)).toThrow(problem);
});
