import type { GatewayCall } from '../call-log.js';
import type { People } from '../people.js';
import type { PortalApp } from '../portal-options.js';
import type { TicketBook } from '../tickets.js';

/** What the pages know. */
export interface PortalSite {
  readonly people: People;
  readonly tickets: TicketBook;
  readonly apps: readonly Readonly<PortalApp>[];
  /** The last calls of the gateway, newest first. */
  readonly calls: () => readonly GatewayCall[];
  /** Where the portal listens: the `dssurl` of its messages. */
  readonly url: () => string;
}
