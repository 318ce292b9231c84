// Runs a script of this folder for one contestant in a fresh process, so that no contestant meets code that another one has warmed up or
// slowed down.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** @returns what the script prints, which is JSON */
export async function measureInProcess(script, contestant, ...execArgv) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await run(process.execPath, [...execArgv, file, contestant]);
  return JSON.parse(stdout);
}
