/** Plays every way in a process of its own, without a logger, and tells its parent what it was to keep to itself. */
import { play, type Played } from './play.js';
import { WAYS } from './ways.js';

/** What the process tells its parent, over IPC: nothing is written to its output. */
export interface ToldByProcess {
  readonly played: Readonly<Record<string, Played>>;
  /** Warnings, rejections that nobody took, the title: by place. */
  readonly heard: readonly (readonly [place: string, text: string])[];
}

async function main(): Promise<void> {
  const heard: [string, string][] = [];
  const hear = (place: string) => (value: unknown) => {
    const { stack, message } = value as Error;
    heard.push([place, `${stack ?? ''} ${message} ${JSON.stringify(value)}`]);
  };
  process.on('warning', hear('warning'));
  process.on('unhandledRejection', hear('unhandledRejection'));
  process.on('uncaughtExceptionMonitor', hear('uncaughtException'));

  const played: Record<string, Played> = {};
  for (const [name, way] of Object.entries(WAYS)) played[name] = await play(way, { silent: true });
  heard.push(['process.title', [process.title, ...process.argv].join(' ')]);
  const told: ToldByProcess = { played, heard };
  process.send?.(told, () => {
    process.disconnect();
  });
}

void main();
