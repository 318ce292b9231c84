/** The store that docs/operations.md shows, taken from there: it is what the plug-in expects of a store. */
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import type { Store } from '../../src/index.js';
import { storeConformance } from '../../src/testing/store-conformance.js';
import { codeBlocksOf, readText } from './markdown.js';

interface Row {
  readonly key: string;
  readonly value: string;
  readonly expiresAt: number;
}

const { tableStore } = loadStore();
/** A database, as far as the store asks for one. */
const rows = new Map<string, Row>();
const table = {
  find: (key: string) => Promise.resolve(rows.get(key)),
  upsert: (row: Row) => Promise.resolve(void rows.set(row.key, row)),
  remove: (key: string) => Promise.resolve(void rows.delete(key)),
};

function loadStore(): { readonly tableStore: (given: typeof table) => Store } {
  const source = codeBlocksOf(readText('docs/operations.md')).find(({ code }) => code.includes('function tableStore'));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(source?.code ?? '', { compilerOptions });
  const exported = {};
  compileFunction(outputText, ['exports'])(exported);
  return exported as ReturnType<typeof loadStore>;
}

test.each(storeConformance(() => tableStore(table), { shared: true }))('$name', async (conformance) => {
  await conformance.run();
});
