import { types } from 'node:util';

/** Node's timers are one list for the whole process: it leads to the client that this test itself is. */
const LEADS_AWAY: readonly PropertyKey[] = ['_idleNext', '_idlePrev'];

/** Prototypes that were met: they are the same for every value, and by far the most there is to see. */
const knownPrototypes = new WeakSet();

/**
 * Every string that can be reached from a value: through own properties, symbols and hidden ones among them, prototypes, maps, sets and
 * bytes. Getters of the value itself are called; those of others are left alone, because frameworks' getters change what they are asked.
 */
export function stringsIn(root: unknown): string[] {
  const found = new Set<string>();
  const seen = new Set<object>();
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string') found.add(value);
    else if (typeof value === 'symbol') found.add(value.description ?? '');
    else if (isObject(value) && !seen.has(value)) {
      seen.add(value);
      waiting.push(...partsOf(value, value === root));
    }
  }
  return [...found];
}

function partsOf(value: object, isRoot: boolean): unknown[] {
  if (ArrayBuffer.isView(value)) {
    return [Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')];
  }
  const parts: unknown[] = [];
  const prototype: unknown = Object.getPrototypeOf(value);
  if (isObject(prototype) && !knownPrototypes.has(prototype)) {
    // Only a constructor's prototype is the same for all: frameworks also make requests out of each other.
    if (Object.hasOwn(prototype, 'constructor')) knownPrototypes.add(prototype);
    parts.push(prototype);
  }
  if (types.isMap(value)) for (const entry of Map.prototype.entries.call(value)) parts.push(...entry);
  if (types.isSet(value)) parts.push(...Set.prototype.values.call(value));
  for (const key of Reflect.ownKeys(value)) {
    if (LEADS_AWAY.includes(key)) continue;
    parts.push(key, isRoot ? read(value, key) : Reflect.getOwnPropertyDescriptor(value, key)?.value);
  }
  return parts;
}

function read(value: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(value, key) as unknown;
  } catch (error) {
    return error;
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
