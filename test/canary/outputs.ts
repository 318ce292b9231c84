import { inspect } from 'node:util';
import type { Canaries, CanaryKind } from './canaries.js';
import { createSearch } from './searcher.js';
import { stringsIn } from './walk.js';

/** Something that left the plug-in, or can be read from what it handed out. */
interface Output {
  readonly place: string;
  readonly texts: readonly string[];
  /** Kinds that belong there: our own cookie in its own `Set-Cookie`. */
  readonly allowed: readonly CanaryKind[];
}

/** A canary where it does not belong. */
export interface Leak {
  readonly place: string;
  readonly kind: CanaryKind;
  readonly encoding: string;
  /** The output around it. */
  readonly excerpt: string;
}

/** Collects everything that may be read by somebody who must not see a canary. */
export interface Outputs {
  /** A text that was written or sent. */
  add(place: string, text: string, allowed?: readonly CanaryKind[]): void;
  /** A value as programs print it: in full by `util.inspect`, as JSON, as text. */
  print(place: string, value: unknown): void;
  /** Every string that can be reached from a value. */
  walk(place: string, value: unknown, allowed?: readonly CanaryKind[]): void;
  /** A value that was handed out: both of these. */
  show(place: string, value: unknown): void;
  /** How many outputs there are of each place, and of how many characters. */
  readonly counts: ReadonlyMap<string, { readonly outputs: number; readonly characters: number }>;
  leaksOf(canaries: Canaries): Leak[];
}

export function createOutputs(): Outputs {
  const outputs: Output[] = [];
  const counts = new Map<string, { outputs: number; characters: number }>();

  function keep(place: string, texts: readonly string[], allowed: readonly CanaryKind[] = []): void {
    outputs.push({ place, texts, allowed });
    const { outputs: number, characters } = counts.get(place) ?? { outputs: 0, characters: 0 };
    const more = texts.reduce((sum, { length }) => sum + length, 0);
    counts.set(place, { outputs: number + 1, characters: characters + more });
  }

  function add(place: string, text: string, allowed?: readonly CanaryKind[]): void {
    keep(place, [text], allowed);
  }

  function print(place: string, value: unknown): void {
    add(`inspect(${place})`, inspect(value, { depth: Infinity, showHidden: true, maxStringLength: null }));
    add(
      `JSON of ${place}`,
      attempt(() => JSON.stringify(value)),
    );
    // An app's own error text may be made like this.

    add(
      `String(${place})`,
      attempt(() => `${String(value)} ${[value].join()}`),
    );
  }

  function walk(place: string, value: unknown, allowed?: readonly CanaryKind[]): void {
    keep(`strings reachable from ${place}`, stringsIn(value), allowed);
  }

  return {
    add,
    print,
    walk,
    show(place, value) {
      print(place, value);
      walk(place, value);
    },
    counts,
    leaksOf: (canaries) => search(outputs, canaries),
  };
}

function search(outputs: readonly Output[], canaries: Canaries): Leak[] {
  const find = createSearch(canaries.all);
  const seen = new Map<string, Set<string>>();
  return outputs.flatMap(({ place, texts, allowed }) => {
    // Frameworks hang the same thousands of strings on every request.
    const before = seen.get(allowed.join()) ?? new Set();
    seen.set(allowed.join(), before);
    return texts
      .filter((text) => !before.has(text) && before.add(text))
      .flatMap((text) =>
        find(text)
          .filter(({ canary }) => !allowed.includes(canary.kind))
          .map(({ canary: { kind }, encoding, at, length }) => {
            const excerpt = text.slice(Math.max(0, at - 80), at + length + 40);
            return { place, kind, encoding, excerpt };
          }),
      );
  });
}

/** What cannot be written down gives nothing away. */
function attempt(write: () => string | undefined): string {
  try {
    return write() ?? '';
  } catch {
    return '';
  }
}
