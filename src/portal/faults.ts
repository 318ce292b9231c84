import { setTimeout as wait } from 'node:timers/promises';
import type { OptionsCheck } from '../options.js';

/**
 * How the gateway's REST interface misbehaves. Each is off while it is absent or `undefined`; each may be set and taken back while
 * the portal runs, and is read when a call has come in. They may be combined; the pages are never affected.
 *
 * @example
 * portal.faults.hang = true; // does my app give up after its time-out, and say so?
 * portal.faults.hang = undefined;
 * portal.faults = { envelopeStatus: -1 }; // "not logged in", whatever the ticket
 * portal.faults = { status: 200, body: '<html>maintenance</html>' }; // a proxy in front answers instead
 */
export interface PortalFaults {
  /** Every answer comes this many milliseconds late. */
  delay?: number | undefined;
  /** Every answer has this HTTP status; its body stays as it is. 100 to 199 are no final answers and are refused. */
  status?: number | undefined;
  /**
   * Every envelope has this `status`, and the HTTP status that goes with it (0: 200, -1: 401, 1: 400, 2: 412, 3: 403, 4: 206;
   * with another number the HTTP status stays). Message and data stay. With `status` beside it, that one is the HTTP status.
   */
  envelopeStatus?: number | undefined;
  /** Every answer has this body instead, byte for byte; it is still announced as JSON. */
  body?: string | undefined;
  /** Calls are taken and never answered. The connection stays open until the client or `close()` ends it. */
  hang?: boolean | undefined;
  /**
   * Setting it to `true` forgets every ticket and proxy ticket issued so far, as a restart of DSS does. It is an event, not a
   * state: tickets issued afterwards are good, setting it to `false` brings nothing back, and it reads as `false`.
   */
  forget?: boolean | undefined;
}

const KNOWN: Record<keyof PortalFaults, true> = {
  delay: true,
  status: true,
  envelopeStatus: true,
  body: true,
  hang: true,
  forget: true,
};

const MAX = Number.MAX_SAFE_INTEGER;

/** Checks the option `faults`. Problems go to `check`. */
export function checkFaults(check: OptionsCheck, value: unknown): PortalFaults {
  const raw = check.object(value, 'faults', KNOWN);
  if (raw['delay'] !== undefined) check.milliseconds(raw['delay'], 'faults.delay', 0);
  if (raw['status'] !== undefined) check.integer(raw['status'], 'faults.status', 200, 200, 599);
  if (raw['envelopeStatus'] !== undefined) check.integer(raw['envelopeStatus'], 'faults.envelopeStatus', 0, -MAX, MAX);
  if (raw['body'] !== undefined && typeof raw['body'] !== 'string') check.problem('faults.body must be text');
  check.boolean(raw['hang'], 'faults.hang', false);
  check.boolean(raw['forget'], 'faults.forget', false);
  return raw;
}

/** The faults of a running portal: what is set is kept, but for `forget`, which calls `onForget`. */
export function createFaults(initial: PortalFaults, onForget: () => void): PortalFaults {
  const faults: PortalFaults = {
    get forget() {
      return false;
    },
    set forget(value: boolean | undefined) {
      if (value === true) onForget();
    },
  };
  return Object.assign(faults, initial);
}

/** Waits as `delay` says; the process may end meanwhile. */
export async function sufferDelay(faults: PortalFaults): Promise<void> {
  if (faults.delay !== undefined && faults.delay > 0) await wait(faults.delay, undefined, { ref: false });
}
