import { randomBytes } from 'node:crypto';
import { now } from '../clock.js';

/** Tickets and proxy tickets, and whose they are. */
export interface TicketBook {
  issue(userName: string): string;
  /** Whose ticket this is, if it lives; asking is a use, and prolongs it. */
  userOf(ticket: string): string | undefined;
  /** The same without a use: for looking on. */
  ownerOf(ticket: string): string | undefined;
  /** As in DSS a proxy ticket names only the proxy user: it goes with anybody's ticket and does not expire. */
  issueProxy(proxyUser: string): string;
  proxyUserOf(proxyTicket: string): string | undefined;
  /** Ends a ticket or a proxy ticket. Unknown ones are left alone. */
  kill(ticket: string): void;
  forgetAll(): void;
}

const MAX_TICKETS = 100_000;

/** @param ttl - how long a ticket lives after its last use, in milliseconds */
export function createTicketBook(ttl: number): TicketBook {
  const tickets = new Map<string, { userName: string; usedAt: number }>();
  const proxyTickets = new Map<string, string>();

  function use(ticket: string, userName: string): void {
    // Deleted first: the map stays in the order of last use, so that the one dropped is the one used longest ago.
    tickets.delete(ticket);
    tickets.set(ticket, { userName, usedAt: now() });
    dropOldest(tickets);
  }

  function ownerOf(ticket: string): string | undefined {
    const found = tickets.get(ticket);
    if (found === undefined) return undefined;
    if (now() - found.usedAt < ttl) return found.userName;
    tickets.delete(ticket);
    return undefined;
  }

  return {
    issue: (userName) => {
      const ticket = newTicket();
      use(ticket, userName);
      return ticket;
    },
    userOf: (ticket) => {
      const userName = ownerOf(ticket);
      if (userName !== undefined) use(ticket, userName);
      return userName;
    },
    ownerOf,
    issueProxy: (proxyUser) => {
      const proxyTicket = newTicket();
      proxyTickets.set(proxyTicket, proxyUser);
      dropOldest(proxyTickets);
      return proxyTicket;
    },
    proxyUserOf: (proxyTicket) => proxyTickets.get(proxyTicket),
    kill: (ticket) => {
      tickets.delete(ticket);
      proxyTickets.delete(ticket);
    },
    forgetAll: () => {
      tickets.clear();
      proxyTickets.clear();
    },
  };
}

/** 256 random bits in the alphabet of DSS's tickets, so that `=` always and `+` and `/` often occur, as in life. */
function newTicket(): string {
  return randomBytes(32).toString('base64');
}

function dropOldest(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (map.size > MAX_TICKETS && oldest !== undefined) map.delete(oldest);
}
