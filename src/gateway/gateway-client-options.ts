import type { OptionsCheck } from '../options.js';
import { agentProblems, type AgentOptions } from '../outbound/agents.js';

/** The option `gateway`, complete. */
export interface GatewayClientLimits {
  /** ms for a whole verification. */
  readonly timeout: number;
  readonly retries: number;
  readonly maxResponseBytes: number;
  readonly maxConcurrent: number;
  readonly maxQueue: number;
  readonly agent?: AgentOptions;
}

const KNOWN: Record<keyof GatewayClientLimits, true> = {
  timeout: true,
  retries: true,
  maxResponseBytes: true,
  maxConcurrent: true,
  maxQueue: true,
  agent: true,
};

/** Reads the option `gateway` and fills in the defaults. */
export function readGatewayClientOptions(check: OptionsCheck, value: unknown): GatewayClientLimits {
  const given = check.object(value, 'gateway', KNOWN);
  const { agent } = given;
  const faults = agentProblems(agent, 'gateway.agent');
  faults.forEach(check.problem);
  return {
    timeout: check.milliseconds(given['timeout'], 'gateway.timeout', 5_000, 1),
    retries: check.integer(given['retries'], 'gateway.retries', 1, 0, 10),
    maxResponseBytes: check.integer(given['maxResponseBytes'], 'gateway.maxResponseBytes', 65_536, 1_024, 67_108_864),
    maxConcurrent: check.integer(given['maxConcurrent'], 'gateway.maxConcurrent', 32, 1, 10_000),
    maxQueue: check.integer(given['maxQueue'], 'gateway.maxQueue', 2_048, 0, 1_000_000),
    // Checked by shape: whoever made it knows its type.
    ...(agent !== undefined && { agent: agent as AgentOptions }),
  };
}
