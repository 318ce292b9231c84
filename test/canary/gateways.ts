import { createPortal, type Portal } from '../../src/portal/create-portal.js';
import { startGatewayDouble, type GatewayDouble } from '../hostile/gateway-double.js';
import type { GatewayAnswer } from '../hostile/hostile-case.js';
import type { Canaries } from './canaries.js';

/** DSS, and what may stand in its place. */
export interface Gateways {
  readonly portal: Portal;
  /** Answers as it is told, ticket by ticket. */
  readonly odd: GatewayDouble;
  /** Nobody listens here. */
  readonly deadUrl: string;
  /** A ticket of the portal. */
  ticketOf(user: string): string;
  proxyTicketOf(user: string, proxyUser: string): string;
  close(): Promise<void>;
}

export async function startGateways(canaries: Canaries): Promise<Gateways> {
  const portal = createPortal({
    users: [
      { userName: 'alice', password: 'pw-alice', proxyUsers: ['hadoop'] },
      { userName: 'bob', password: 'pw-bob' },
    ],
    workspaces: [
      { id: 224, name: 'bdap', users: ['alice', 'bob'] },
      { id: 225, name: 'dev', users: ['alice'] },
    ],
  });
  await portal.listen();
  const odd = await startGatewayDouble('127.0.0.1:1');
  return {
    portal,
    odd,
    deadUrl: 'http://127.0.0.1:1',
    ticketOf: (user) => canaries.adopt('ticket', portal.tickets.issue(user)),
    proxyTicketOf: (user, proxyUser) => canaries.adopt('proxy ticket', portal.tickets.issueProxy(user, proxyUser)),
    async close() {
      await Promise.all([portal.close(), odd.close()]);
    },
  };
}

/** An answer in DSS's envelope. */
export function envelope(httpStatus: number, status: number, message: string, data: object = {}): GatewayAnswer {
  return json(httpStatus, JSON.stringify({ method: null, status, message, data }));
}

export function json(httpStatus: number, body: string, headers: Readonly<Record<string, string>> = {}): GatewayAnswer {
  const type = { 'Content-Type': 'application/json' };
  return { kind: 'http', status: httpStatus, headers: { ...type, ...headers }, body: Buffer.from(body) };
}
