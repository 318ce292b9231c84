import { SSOError } from './errors.js';
import { nearestWord } from './nearest-word.js';

/** An options object as it comes from JavaScript: nothing about it is known yet. */
export type RawOptions = Readonly<Record<string, unknown>>;

/**
 * Collects everything that is wrong with an options object, so that one error names it all.
 * Readers return the value, or the default where it is `undefined` ("not given") or wrong.
 */
export class OptionsCheck {
  readonly #problems: string[] = [];

  /** Notes a problem: a sentence that begins with the option's path. It must not contain the value of a secret. */
  problem = (text: string): void => {
    this.#problems.push(text);
  };

  /** @throws {@link SSOError} `options-invalid` naming every problem. */
  throwIfAny(owner: string): void {
    if (this.#problems.length === 0) return;
    throw new SSOError('options-invalid', `${owner}: ${this.#problems.map((text) => `${text}.`).join(' ')}`);
  }

  object(value: unknown, path: string, known: Readonly<Record<string, true>>): RawOptions {
    if (value === undefined) return {};
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.problem(`${path} must be an object, not ${describe(value)}`);
      return {};
    }
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(known, key)) continue;
      const near = nearestWord(key, Object.keys(known));
      this.problem(`${join(path, key)} is not an option${near === undefined ? '' : `; did you mean ${near}?`}`);
    }
    return value as RawOptions;
  }

  boolean(value: unknown, path: string, fallback: boolean): boolean {
    if (value === undefined) return fallback;
    if (typeof value === 'boolean') return value;
    this.problem(`${path} must be true or false, not ${describe(value)}`);
    return fallback;
  }

  /** A whole number from `min` to `max`. */
  integer(value: unknown, path: string, fallback: number, min: number, max: number): number {
    if (value === undefined) return fallback;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    this.problem(`${path} must be a whole number from ${min} to ${max}, not ${describe(value)}`);
    return fallback;
  }

  /** A duration in milliseconds, at most 30 days. */
  milliseconds(value: unknown, path: string, fallback: number, min = 0): number {
    return this.integer(value, path, fallback, min, 2_592_000_000);
  }

  oneOf<T extends string>(value: unknown, path: string, choices: readonly T[], fallback: T): T {
    if (value === undefined) return fallback;
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    this.problem(`${path} must be one of ${choices.map((c) => `'${c}'`).join(', ')}, not ${describe(value)}`);
    return fallback;
  }

  /** A list of texts that all satisfy `isValid`. */
  texts(
    value: unknown,
    path: string,
    fallback: readonly string[],
    isValid: (text: string) => boolean,
    expected: string,
  ): string[] {
    if (value === undefined) return [...fallback];
    if (!Array.isArray(value)) {
      this.problem(`${path} must be a list, not ${describe(value)}`);
      return [...fallback];
    }
    return value.filter((entry, index): entry is string => {
      if (typeof entry === 'string' && isValid(entry)) return true;
      this.problem(`${path}[${index}] must be ${expected}, not ${describe(entry)}`);
      return false;
    });
  }

  /** A list of origins such as `https://portal.example.com`, as the URL standard writes them. */
  origins(value: unknown, path: string): string[] {
    return this.texts(
      value,
      path,
      [],
      isOrigin,
      'an origin such as https://portal.example.com (no path, no default port)',
    );
  }

  /** Whether this is a function, or not given. What it takes and returns cannot be checked before it is called. */
  isFunction(value: unknown, path: string): boolean {
    const isOne = value === undefined || typeof value === 'function';
    if (!isOne) this.problem(`${path} must be a function, not ${describe(value)}`);
    return isOne;
  }

  /** An object with these methods. */
  methods<T extends object>(value: unknown, path: string, names: readonly (keyof T & string)[]): T | undefined {
    if (value === undefined) return undefined;
    const missing = names.filter((name) => typeof (value as Record<string, unknown> | null)?.[name] !== 'function');
    if (missing.length === 0) return value as T;
    this.problem(`${path} must have the methods ${names.join(', ')}; missing: ${missing.join(', ')}`);
    return undefined;
  }
}

/** Hosts may have more characters by the URL standard; in a Content-Security-Policy `*` and `;` would mean something else. */
const PLAIN_ORIGIN = /^https?:\/\/[a-z0-9.:_[\]-]+$/;

/** Whether a text is an http(s) origin, spelled as the URL standard serialises it. */
export function isOrigin(text: string): boolean {
  return PLAIN_ORIGIN.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** What was given, without showing it: options hold secrets. */
function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function join(path: string, key: string): string {
  const shown = JSON.stringify(key.slice(0, 64)).slice(1, -1);
  return path === '' ? shown : `${path}.${shown}`;
}
