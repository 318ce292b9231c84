import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Adds up the reports that Surefire wrote somewhere below a folder. */
export function countTests(folder) {
  let [tests, failed] = [0, 0];
  if (existsSync(folder)) {
    for (const name of readdirSync(folder, { recursive: true })) {
      if (!/(^|[\\/])TEST-[^\\/]*\.xml$/.test(name)) continue;
      const [suite = ''] = /<testsuite [^>]*>/.exec(readFileSync(path.join(folder, name), 'utf8')) ?? [];
      const count = (attribute) => Number(new RegExp(` ${attribute}="(\\d+)"`).exec(suite)?.[1] ?? 0);
      tests += count('tests');
      failed += count('failures') + count('errors') + count('skipped');
    }
  }
  return { passed: tests - failed, failed };
}
