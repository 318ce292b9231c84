import { now } from './clock.js';
import type { Holding, Person } from './holding.js';

interface Issued {
  readonly gateway: string;
  readonly name: string;
  diedAt?: number;
}

/** Whom users may act as, until it is taken from them. */
const PROXY_USERS: ReadonlyMap<string, readonly string[]> = new Map([['alice', ['hadoop', 'hive']]]);

let issuedEver = 0;

/** DSS's own book: who held which ticket when, and when it last said so to anybody. */
export class Ledger {
  readonly #tickets = new Map<string, Issued>();
  readonly #proxyTickets = new Map<string, Issued>();
  readonly #revokedAt = new Map<string, number>();
  /** When the question was asked whose yes came last. */
  readonly #yes = new Map<string, number>();

  issue(gateway: string, userName: string): string {
    return add(this.#tickets, 't', { gateway, name: userName });
  }

  issueProxy(gateway: string, proxyUser: string): string {
    return add(this.#proxyTickets, 'p', { gateway, name: proxyUser });
  }

  /** A log-out in DSS. Proxy tickets know no such thing (security.md T8). */
  kill(ticket: string): void {
    end(this.#tickets.get(ticket));
  }

  /** DSS restarts: all tickets are dead. */
  forget(): void {
    for (const issued of [...this.#tickets.values(), ...this.#proxyTickets.values()]) end(issued);
  }

  /** A user may no longer act as a proxy user. */
  revoke(userName: string, proxyUser: string): void {
    if (!this.#revokedAt.has(`${userName} ${proxyUser}`)) this.#revokedAt.set(`${userName} ${proxyUser}`, now());
  }

  /** Whose ticket this gateway says it is. */
  userOf(gateway: string, ticket: string): string | undefined {
    return nameIn(this.#tickets, gateway, ticket);
  }

  proxyUserOf(gateway: string, proxyTicket: string): string | undefined {
    return nameIn(this.#proxyTickets, gateway, proxyTicket);
  }

  proxyUsersOf(userName: string): string[] {
    return (PROXY_USERS.get(userName) ?? []).filter((proxyUser) => !this.#revokedAt.has(`${userName} ${proxyUser}`));
  }

  /** Who whoever holds this is, or was. */
  personOf({ ticket, proxyTicket }: Holding): Person | undefined {
    const user = this.#tickets.get(ticket);
    const proxy = proxyTicket === undefined ? undefined : this.#proxyTickets.get(proxyTicket);
    if (user === undefined) return undefined;
    return { userName: user.name, ...(proxy !== undefined && { proxyUser: proxy.name }) };
  }

  /** Since when the gateway says no to this; `undefined`: it says yes. */
  deadSince({ gateway, ticket, proxyTicket }: Holding): number | undefined {
    const user = this.#tickets.get(ticket);
    if (user?.gateway !== gateway) return -Infinity;
    const times = [user.diedAt];
    if (proxyTicket !== undefined) {
      const proxy = this.#proxyTickets.get(proxyTicket);
      if (proxy?.gateway !== gateway || PROXY_USERS.get(user.name)?.includes(proxy.name) !== true) return -Infinity;
      times.push(proxy.diedAt, this.#revokedAt.get(`${user.name} ${proxy.name}`));
    }
    const died = times.filter((time) => time !== undefined);
    return died.length === 0 ? undefined : Math.min(...died);
  }

  /** A yes reached the app. */
  saidYes(question: string, askedAt: number): void {
    this.#yes.set(question, Math.max(askedAt, this.#yes.get(question) ?? -Infinity));
  }

  /** When the question was asked whose answer last named the person who holds this. */
  lastYes(holding: Holding): number {
    const { userName, proxyUser } = this.personOf(holding) ?? {};
    const { ticket, proxyTicket } = holding;
    const times =
      proxyTicket === undefined
        ? [this.#yes.get(`${ticket} is ${userName}`)]
        : [this.#yes.get(`${ticket} are ${userName} ${proxyUser}`), this.#yes.get(`${ticket} may be ${proxyUser}`)];
    return Math.min(...times.map((time) => time ?? -Infinity));
  }
}

function add(book: Map<string, Issued>, kind: string, issued: Issued): string {
  issuedEver += 1;
  const ticket = `${kind}${issuedEver}`;
  book.set(ticket, issued);
  return ticket;
}

function end(issued: Issued | undefined): void {
  if (issued !== undefined) issued.diedAt ??= now();
}

function nameIn(book: ReadonlyMap<string, Issued>, gateway: string, ticket: string): string | undefined {
  const issued = book.get(ticket);
  return issued?.gateway === gateway && issued.diedAt === undefined ? issued.name : undefined;
}
