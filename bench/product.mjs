// Loads the package that is measured: the build of this repository, or the one of `--product`.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** How the processes of a run learn which build they load. */
export const PRODUCT_VARIABLE = 'DSS_SSO_BENCH_PRODUCT';

/** The folder of the package, the one with its package.json. */
export function productFolder() {
  return path.resolve(process.env[PRODUCT_VARIABLE] ?? fileURLToPath(new URL('../', import.meta.url)));
}

/** The URL of the ES module behind an entry: `.`, `./express`, `./koa`, `./http`. */
export function productEntry(entry) {
  const folder = productFolder();
  const { exports } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return pathToFileURL(path.join(folder, exports[entry].import.default)).href;
}

export function loadProduct(entry) {
  return import(productEntry(entry));
}
