import { inspect } from 'node:util';

/** Iterators as the reader's own TypeScript declares them: their names have changed between its versions. */
type NameIterator = ReturnType<ReadonlyMap<string, string>['keys']>;
type PairIterator = ReturnType<ReadonlyMap<string, string>['entries']>;

/**
 * A read-only map whose values never print: `util.inspect`, `JSON.stringify` and `String` show its names only. Cookies of DSS, tickets
 * among them, are handed out in such maps (security.md section 13). It cannot be changed once made.
 */
export class HiddenMap implements ReadonlyMap<string, string> {
  readonly #entries: ReadonlyMap<string, string>;

  /**
   * Of several pairs with one name the last wins, as in a `Map`.
   * @param isHandedOver - a `Map` that nobody else keeps: it need not be copied
   */
  constructor(pairs: Iterable<readonly [string, string]> = [], isHandedOver = false) {
    this.#entries = isHandedOver && pairs instanceof Map ? (pairs as Map<string, string>) : new Map(pairs);
    Object.freeze(this);
  }

  get size(): number {
    return this.#entries.size;
  }

  get(name: string): string | undefined {
    return this.#entries.get(name);
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  keys(): NameIterator {
    return this.#entries.keys();
  }

  values(): NameIterator {
    return this.#entries.values();
  }

  entries(): PairIterator {
    return this.#entries.entries();
  }

  [Symbol.iterator](): PairIterator {
    return this.#entries.entries();
  }

  forEach(visit: (value: string, name: string, map: ReadonlyMap<string, string>) => void, self?: unknown): void {
    // Handing out the inner map as third argument would hand out its setters, too.
    this.#entries.forEach((value, name) => visit.call(self, value, name, this));
  }

  toJSON(): string[] {
    return [...this.#entries.keys()];
  }

  toString(): string {
    // As JSON, because names come from outside and may hold line breaks.
    return `HiddenMap ${JSON.stringify(this.toJSON())}`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
