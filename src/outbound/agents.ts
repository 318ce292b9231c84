import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { nodeHttp, nodeHttps } from './node-clients.js';

/** Agents of the user's own, for a private CA or a client certificate. */
export interface AgentOptions {
  readonly http?: HttpAgent | undefined;
  readonly https?: HttpsAgent | undefined;
}

/** The connections of one client. */
export interface Agents {
  /** The agent for the scheme of this URL. */
  for(url: URL): HttpAgent;
  /** Destroys the connections made here; agents given by the user stay as they are. Safe to call twice. */
  close(): void;
}

/** Idle connections are closed after this long (ms), sooner than usual servers and firewalls drop them. */
const IDLE = 15_000;

/** No proxies, stated: Node may take an agent that says nothing of them for one that uses those of the environment. */
const OWN_AGENT = { keepAlive: true, timeout: IDLE, proxyEnv: {} };

/**
 * Keep-alive agents: the given ones, and for what is not given one of our own, which takes no proxy from the environment and keeps no
 * connection on which more came than was asked for. Idle connections keep no process alive.
 *
 * @throws TypeError if {@link agentProblems} finds any
 */
export function createAgents(given: AgentOptions = {}): Agents {
  const problems = agentProblems(given, 'agent');
  if (problems.length > 0) throw new TypeError(problems.join('; '));
  const own: HttpAgent[] = [];
  function make<A extends HttpAgent>(agent: A): A {
    own.push(agent);
    watchIdle(agent);
    return agent;
  }
  const http = given.http ?? make(new (nodeHttp().Agent)(OWN_AGENT));
  const https = given.https ?? make(new (nodeHttps().Agent)(OWN_AGENT));
  return {
    for: (url) => (url.protocol === 'https:' ? https : http),
    close() {
      for (const agent of own) agent.destroy();
    },
  };
}

/** Bytes on an idle connection answer nothing: what follows them could be taken for the answer to the next question. */
function watchIdle(agent: HttpAgent): void {
  // It tells whether the connection is kept, though its type does not say so.
  const keep: (connection: Duplex) => unknown = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  agent.keepSocketAlive = (connection) => {
    connection.on('data', distrust);
    return keep(connection);
  };
  agent.reuseSocket = (connection, request) => {
    connection.off('data', distrust);
    reuse(connection, request);
  };
}

function distrust(this: Duplex): void {
  this.destroy();
}

/** What is wrong with an option `{ http?, https? }`: sentences that begin with a path. Never throws. */
export function agentProblems(given: unknown, path: string): string[] {
  if (given === undefined) return [];
  if (typeof given !== 'object' || given === null) return [`${path} must be an object { http?, https? }`];
  return Object.entries(given).flatMap(([key, agent]: [string, unknown]) => {
    if (key !== 'http' && key !== 'https') return [`${path} knows only http and https`];
    if (agent === undefined) return [];
    if (!isAgent(agent)) return [`${path}.${key} must be an Agent of node:${key}`];
    if (key === 'https' && agent.protocol === 'http:')
      return [`${path}.https must be an Agent of node:https, not of node:http`];
    if (key === 'http' && agent.protocol === 'https:')
      return [`${path}.http must be an Agent of node:http, not of node:https`];
    if (acceptsAnyCertificate(agent)) {
      return [
        `${path}.${key} has rejectUnauthorized: false. For a private CA give its certificate: new https.Agent({ ca })`,
      ];
    }
    return [];
  });
}

interface AgentLike {
  readonly addRequest: unknown;
  readonly options?: { readonly rejectUnauthorized?: unknown };
  /** Agents for proxies keep the TLS settings of their connections here. */
  readonly connectOpts?: { readonly rejectUnauthorized?: unknown };
  readonly protocol?: unknown;
}

/** By its shape: `instanceof` fails for agents of another copy of a package. */
function isAgent(value: unknown): value is AgentLike {
  return typeof value === 'object' && value !== null && typeof (value as Partial<AgentLike>).addRequest === 'function';
}

function acceptsAnyCertificate(agent: AgentLike): boolean {
  return agent.options?.rejectUnauthorized === false || agent.connectOpts?.rejectUnauthorized === false;
}
