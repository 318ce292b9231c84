/** What a message brings, and a browser that was let in by it holds. */
export interface Holding {
  /** The gateway the message names: a URL. */
  readonly gateway: string;
  readonly ticket: string;
  readonly proxyTicket?: string;
  readonly workspace: string;
}

/** Whom a gateway names. */
export interface Person {
  readonly userName: string;
  readonly proxyUser?: string;
}
