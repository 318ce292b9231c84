import type { RememberedLogin } from '../remembered-login.js';
import type { Visit } from '../visit.js';

export type CarrierKind = 'session' | 'cookie' | 'store';

/** Where the login of a browser is kept between requests. One exchange at a time; nothing is remembered in between. */
export interface Carrier<Req> {
  readonly kind: CarrierKind;
  /**
   * The login this browser shows, alive or not.
   * @throws `store-unavailable`
   */
  read(visit: Visit<Req>): RememberedLogin | undefined | Promise<RememberedLogin | undefined>;
  /**
   * Replaces what this browser shows. A session is not saved yet.
   * @throws `session-unavailable`, `store-unavailable`
   */
  write(visit: Visit<Req>, login: RememberedLogin): void | Promise<void>;
  /** This browser shows no login of this carrier from now on. Never throws: the state of the login says the rest. */
  end(visit: Visit<Req>): void | Promise<void>;
}
