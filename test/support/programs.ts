import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/**
 * The program of one of these names in the PATH, or the one an environment variable names.
 *
 * @throws Error that says what to install
 */
export function findProgram(what: string, variable: string, names: readonly [string, ...string[]]): string {
  const given = process.env[variable];
  if (given !== undefined && given !== '') {
    if (isProgram(given)) return given;
    throw new Error(`${variable} is ${JSON.stringify(given)}, but there is no program.`);
  }
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isProgram);
  if (found !== undefined) return found;
  throw new Error(
    `The browser tests need ${what}: install it (apt-get install ${names[0]}), or set ${variable}. Looked in the PATH for ${names.join(', ')}.`,
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
