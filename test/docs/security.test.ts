/** The ledger of threats (docs/security.md) is complete, and what it names is there. That every named test ran is for scripts/check-ledger.mjs. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { appCookies } from '../hostile/app-cookies.js';
import { cleanUrls } from '../hostile/clean-url.js';
import { gatewayAnswers } from '../hostile/gateway-answers.js';
import { gateways } from '../hostile/gateways.js';
import { messageCookies } from '../hostile/message-cookies.js';
import { prototypeNames } from '../hostile/prototype-names.js';
import { reading } from '../hostile/reading.js';
import { redirects } from '../hostile/redirects.js';
import { requestContexts } from '../hostile/request-context.js';
import { ADAPTERS } from '../support/apps.js';
import { headingsOf, linksOf, readText, ROOT, tablesOf } from './markdown.js';
import { canBeOne, testTitlesOf } from './test-titles.js';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly proofs: readonly { readonly file: string; readonly name: string }[];
  readonly unreadable: readonly string[];
}

const english = readText('docs/security.md');
const chinese = readText('docs/security.zh-CN.md');
const entries = JSON.parse(
  execFileSync(process.execPath, [path.join(ROOT, 'scripts/check-ledger.mjs'), '--list'], { encoding: 'utf8' }),
) as Entry[];
const entriesOf = (kind: string): Entry[] => entries.filter(({ id }) => id.startsWith(kind));
const threats = entriesOf('T');
const promises = entriesOf('P');

const numbered = (kind: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${kind}${index + 1}`);

test('threats, promises and what remains are all there, each once', () => {
  expect(threats.map(({ id }) => id)).toEqual(numbered('T', 49));
  expect(promises.map(({ id }) => id)).toEqual(numbered('P', 5));
  expect(entriesOf('R').map(({ id }) => id)).toEqual(numbered('R', 10));
  const titles = entries.map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
});

describe.each(threats.map((threat) => [threat.id, threat] as const))('%s', (_id, { fields, proofs }) => {
  test('says what we do, and which option opens it', () => {
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(['Defence', 'Opened by']));
    expect(fields['Defence']?.length).toBeGreaterThan(40);
  });

  test('has a proof, or says why not', () => {
    expect(Object.keys(fields).filter((name) => !['Defence', 'Opened by', 'Proof', 'Open'].includes(name))).toEqual([]);
    const isOpen = fields['Open'] !== undefined;
    if (isOpen) expect(fields['Open']?.length).toBeGreaterThan(60);
    expect(proofs.length > 0 || isOpen).toBe(true);
  });

  test('is opened by options that are documented, or by none', () => {
    const opened = fields['Opened by'] ?? '';
    const links = linksOf(opened);
    if (opened !== 'none') expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(documentedNamesAt(link)).toEqual(expect.arrayContaining(optionsIn(opened, link)));
  });
});

test.each(promises.map((promise) => [promise.id, promise] as const))('%s has a proof', (_id, { proofs }) => {
  expect(proofs.length).toBeGreaterThan(0);
});

describe('a named test', () => {
  const named = entries.flatMap(({ id, proofs }) => proofs.map((proof) => ({ id, ...proof })));
  const files = [...new Set(named.map(({ file }) => file))];

  test('stands in a line that can be read, in a file that is there', () => {
    expect(entries.flatMap(({ unreadable }) => unreadable)).toEqual([]);
    expect(files.filter((file) => !file.endsWith('.test.ts') || !existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  test.each(files)('of %s is in it, and not skipped', (file) => {
    const titles = testTitlesOf(file).filter(({ isRun }) => isRun);
    const missing = named.filter(
      (proof) => proof.file === file && !titles.some(({ name }) => canBeOne(proof.name, name)),
    );
    expect(missing.map(({ id, name }) => `${id}: ${name}`)).toEqual([]);
  });

  test('is named once in an entry', () => {
    for (const { id, proofs } of entries) {
      const names = proofs.map(({ file, name }) => `${file} ${name}`);
      expect([id, names.length]).toEqual([id, new Set(names).size]);
    }
  });
});

describe('options that open something', () => {
  const tableOf = (text: string): readonly (readonly string[])[] =>
    tablesOf(text).find((rows) => rows.some(([first]) => first?.includes('verifyProxyUser: false') === true)) ?? [];
  const rows = tableOf(english).slice(1);

  test('are the same in the table and in the entries', () => {
    const listed = rows.map(([option = '', , where = '']) => [option, threatsIn(where)]);
    const told = rows.map(([option = '']) => [
      option,
      threats.filter(({ fields }) => fields['Opened by']?.includes(linkIn(option)) === true).map(({ id }) => id),
    ]);
    expect(listed).toEqual(told);
    const all = threats.flatMap(({ fields }) => (fields['Opened by'] ?? '').match(/\[[^\]]+\]\([^)]+\)/g) ?? []);
    expect([...new Set(all)].sort()).toEqual(rows.map(([option = '']) => linkIn(option)).sort());
  });

  test('are the same in the Chinese summary', () => {
    const codeIn = (row: readonly string[]): string => /`[^`]+`/.exec(row[0] ?? '')?.[0] ?? '';
    expect(tableOf(chinese).slice(1).map(codeIn)).toEqual(rows.map(codeIn));
    expect(
      tableOf(chinese)
        .map((row) => row[2])
        .slice(1),
    ).toEqual(rows.map((row) => row[2]));
  });
});

describe('the Chinese summary', () => {
  test('leads to the ledger, and the ledger to it', () => {
    expect(linksOf(english)[0]).toBe('security.zh-CN.md');
    expect(linksOf(chinese)[0]).toBe('security.md');
  });

  test('tells all that remains, each once', () => {
    const told = [...chinese.matchAll(/^- \*\*(R\d+)\*\*/gm)].map(([, id]) => id);
    expect(told).toEqual(numbered('R', 10));
  });

  test('tells of every threat, in a group', () => {
    const groups = tablesOf(chinese).find((rows) => rows.some((row) => row[1]?.startsWith('T1–') === true)) ?? [];
    expect(groups.slice(1).flatMap((row) => threatsIn(row[1] ?? ''))).toEqual(threats.map(({ id }) => id));
  });

  test('tells what is open', () => {
    const section = chinese.split(/^## /m).find((text) => text.startsWith('尚未完成')) ?? '';
    const open = threats.filter(({ fields }) => fields['Open'] !== undefined);
    expect([...section.matchAll(/^- \*\*(T\d+)\*\*/gm)].map(([, id]) => id)).toEqual(open.map(({ id }) => id));
  });

  test('has as many sections as it needs, and no entry of its own', () => {
    expect(headingsOf(chinese).filter(({ text }) => /^[TPR]\d/.test(text))).toEqual([]);
  });
});

describe('the figures', () => {
  const inWords = (count: number): string => count.toLocaleString('en-US');

  test('of the hostile corpus are those of its cases and adapters', () => {
    const families = [
      ...[reading, gateways, redirects, cleanUrls, messageCookies, gatewayAnswers, requestContexts, appCookies],
      prototypeNames,
    ];
    const cases = inWords(families.reduce((sum, family) => sum + family.length, 0));
    expect(english).toContain(`${cases} cases, each at ${Object.keys(ADAPTERS).length} adapters`);
    expect(chinese).toContain(cases);
  });

  test('of the model and of the properties are those of CI', () => {
    const runs = [...readText('test/model/model.test.ts').matchAll(/^ {2}\['[^']+', ([\d_]+)\],$/gm)];
    const inCI = inWords(runs.reduce((sum, [, count = '']) => sum + Number(count.replaceAll('_', '')), 0));
    expect(runs.length).toBeGreaterThan(0);
    expect(english).toContain(`${inCI} in each build`);
    expect(chinese).toContain(inCI);
    expect(readText('test/message/property-runs.ts')).toContain('10_000');
    expect(english).toContain('10,000 inputs each');
  });

  test('of the mutants are those of the last run, and its page explains each survivor in a security check', () => {
    const [[, ...mutants] = [], ...survivors] = tablesOf(readText('docs/mutation.md'));
    const counts = mutants.map(([, valid = '']) => Number(valid));
    const lowest = Math.min(...mutants.map((row) => parseFloat(row[6] ?? '')));
    const all = inWords(counts.reduce((sum, count) => sum + count, 0));
    expect(mutants.map(([room]) => room)).toEqual(['`message`', '`gateway`', '`interceptors`', '`plugin`']);
    expect(lowest).toBeGreaterThanOrEqual(85);
    expect(english).toContain(`${all} mutants, at least ${lowest.toFixed(1)} % noticed`);
    expect(chinese).toContain(`${all} 个变异体`);
    expect(chinese).toContain(`${lowest.toFixed(1)} %`);
    expect(survivors.flat().every((row) => row.at(-1) !== '')).toBe(true);
  });
});

/** `T1 to T3` counts as three. */
function threatsIn(text: string): string[] {
  return [...text.matchAll(/T(\d+)(?:[–-]T(\d+))?/g)].flatMap(([, first = '', last = first]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => `T${Number(first) + index}`),
  );
}

function linkIn(text: string): string {
  return /\[[^\]]+\]\([^)]+\)/.exec(text)?.[0] ?? '';
}

/** The names of options in the text of the links that lead to this place. */
function optionsIn(text: string, link: string): string[] {
  return [...text.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)]
    .filter(([, , target]) => target === link)
    .map(([, shown = '']) => /`([A-Za-z]+)/.exec(shown)?.[1] ?? shown);
}

/** Options that have a section, or stand in a table, at the end of a link. */
function documentedNamesAt(link: string): string[] {
  const [file = '', anchor = ''] = link.split('#');
  const text = readText(`docs/${file}`);
  if (file === 'options.md') {
    return [...text.matchAll(/^### `(\w+)`$/gm)].flatMap(([, name = '']) =>
      name.toLowerCase() === anchor ? name : [],
    );
  }
  return tablesOf(text).flatMap((rows) => rows.map(([first]) => /^`(\w+)`$/.exec(first ?? '')?.[1] ?? ''));
}
