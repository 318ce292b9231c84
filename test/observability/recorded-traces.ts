import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** One thing a tracing channel told, with a copy of what was known at that moment. */
export interface Told {
  /** `message start`, `gateway asyncEnd` and the like. */
  readonly what: string;
  readonly trace: Readonly<Record<string, unknown>>;
  /** The very object: it is one for all that belongs together. */
  readonly of: object;
}

const CHANNELS = ['message', 'confirm', 'gateway'];
const MOMENTS = ['start', 'end', 'error', 'asyncStart', 'asyncEnd'];

/** Listens to all tracing channels until it is stopped. */
export function recordTraces(): { readonly told: Told[]; stop(): void } {
  const told: Told[] = [];
  const listening = CHANNELS.flatMap((channel) =>
    MOMENTS.map((moment) => {
      const listener = (of: unknown): void => {
        told.push({ what: `${channel} ${moment}`, trace: { ...(of as object) }, of: of as object });
      };
      return { name: `tracing:dss-sso:${channel}:${moment}`, listener };
    }),
  );
  for (const { name, listener } of listening) subscribe(name, listener);
  return {
    told,
    stop() {
      for (const { name, listener } of listening) unsubscribe(name, listener);
    },
  };
}
