import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The version of this package, from the nearest package.json that has one: the one in dist/cjs only says how to load the files. */
export function readVersion(folder = __dirname): string {
  const file = path.join(folder, 'package.json');
  const { version } = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as { version?: string };
  return version ?? readVersion(path.dirname(folder));
}
