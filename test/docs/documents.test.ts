/** What the documents say of files, names and scripts is there, and the two READMEs say the same. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as express from '../../src/adapters/express.js';
import * as http from '../../src/adapters/http.js';
import * as koa from '../../src/adapters/koa.js';
import * as root from '../../src/index.js';
import * as portal from '../../src/portal/create-portal.js';
import * as redis from '../../src/store/redis-store.js';
import * as testing from '../../src/testing/store-conformance.js';
import {
  anchorOf,
  codeBlocksOf,
  codeSpansOf,
  DOCUMENTS,
  headingsOf,
  linksOf,
  readText,
  ROOT,
  tablesOf,
  type Table,
} from './markdown.js';

const english = readText('README.md');
const chinese = readText('README.zh-CN.md');
const manifest = JSON.parse(readText('package.json')) as {
  scripts: Record<string, string>;
  engines: { node: string };
  exports: Record<string, unknown>;
  bin: Record<string, string>;
};

describe('the two READMEs', () => {
  test('have the same headings, in order', () => {
    const levels = (text: string) => headingsOf(text).map(({ level }) => level);
    expect(levels(chinese)).toEqual(levels(english));
  });

  test('have the same code blocks', () => {
    expect(codeBlocksOf(chinese)).toEqual(codeBlocksOf(english));
  });

  test('have tables of the same size', () => {
    const sizes = (text: string) => tablesOf(text).map((table) => table.map((row) => row.length));
    expect(sizes(chinese)).toEqual(sizes(english));
  });

  test('name the same codes and options in the same cells', () => {
    const names = (text: string) => tablesOf(text).map((table) => table.map((row) => codeSpansOf(row[0] ?? '')));
    expect(names(chinese)).toEqual(names(english));
  });

  test('have lists of the same length', () => {
    const items = (text: string) => [...text.matchAll(/^(?:-|\d+\.) /gm)].map(([mark]) => mark);
    expect(items(chinese)).toEqual(items(english));
  });

  test('link to the same places, each in its language, and to each other', () => {
    const places = (text: string) =>
      linksOf(text).map((target) => target.replace(/\.zh-CN(?=\.md$)|-(?:en|zh)(?=\.png$)/, ''));
    expect(linksOf(english)[0]).toBe('README.zh-CN.md');
    expect(linksOf(chinese)[0]).toBe('README.md');
    expect(places(chinese)).toEqual(places(english));
  });
});

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readText(document);

  test('links to files and headings that are there', () => {
    const broken = linksOf(text).filter((target) => !/^https?:/.test(target) && !leadsSomewhere(document, target));
    expect(broken).toEqual([]);
  });

  test('mentions npm scripts that are there', () => {
    const mentioned = [...text.matchAll(/npm (?:run ([\w:]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short);
    expect(mentioned.filter((script) => manifest.scripts[script ?? ''] === undefined)).toEqual([]);
  });

  test('mentions names that are in the source', () => {
    const known = wordsOfSource();
    const names = codeSpansOf(withoutJavaNames(text)).flatMap((span) => /^(\w+)(?:\(.*\))?$/s.exec(span)?.[1] ?? []);
    expect(names.filter((name) => /^[A-Za-z]/.test(name) && !known.has(name) && !ELSEWHERE.has(name))).toEqual([]);
  });
});

test('the README names what each entry exports, and every entry', () => {
  const exported: Record<string, object> = {
    '.': root,
    './express': express,
    './koa': koa,
    './http': http,
    './portal': portal,
    './redis': redis,
    './testing': testing,
  };
  const table = tableWith(tablesOf(english), '`dss-sso/express`');
  for (const [entry, names] of Object.entries(exported)) {
    const [, cell = ''] = rowOf(table, `\`${entry.replace('.', 'dss-sso')}\``);
    const told = codeSpansOf(cell).filter((name) => /^\w+$/.test(name));
    expect([entry, told.sort()]).toEqual([entry, Object.keys(names).sort()]);
  }
  const entries = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
  expect(Object.keys(exported).sort()).toEqual(entries.sort());
  expect(rowOf(table, 'command `dss-sso`')).not.toEqual([]);
  expect(Object.keys(manifest.bin)).toEqual(['dss-sso']);
});

test('the README lists every code below its status', () => {
  const table = tableWith(tablesOf(english), '504');
  const listed = table
    .slice(1)
    .flatMap(([status, codes = '']) => codeSpansOf(codes).map((code) => [code, Number(status)]));
  const { SSO_ERROR_CODES, SSOError } = root;
  expect(listed).toEqual(SSO_ERROR_CODES.map((code) => [code, new SSOError(code, 'to read its status').status]));
});

test('the README asks for the Node.js that the package asks for', () => {
  expect(manifest.engines.node).toBe('>=20.19');
  expect(english).toContain('Node.js 20.19 or newer');
  expect(chinese).toContain('Node.js 20.19');
});

/** Names of DSS's, Node's, nginx's and morgan's. */
const ELSEWHERE = new Set([
  ...['enhance_json', 'reqUri', 'requestWithSSO', 'JSESSIONID'],
  ...['console', 'Response', 'Referer', 'HTTPS_PROXY'],
  ...['large_client_header_buffers', 'proxy_pass', 'immediate'],
]);

function tableWith(tables: readonly Table[], firstCell: string): Table {
  return tables.find((table) => table.some(([first]) => first === firstCell)) ?? [];
}

function rowOf(table: Table, firstCell: string): readonly string[] {
  return table.find(([first]) => first === firstCell) ?? [];
}

/** The Java names stand in first cells of a table of their own. */
function withoutJavaNames(text: string): string {
  return text.replaceAll(/^\|[^|\n]*(?:SSO[A-Z]|Interceptor|Plugin|Msg)[^|\n]*\|/gm, '|');
}

function leadsSomewhere(document: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const linked = file === '' ? document : path.posix.join(path.posix.dirname(document), file);
  if (!existsSync(path.join(ROOT, linked))) return false;
  return anchor === undefined || headingsOf(readText(linked)).some((heading) => anchorOf(heading) === anchor);
}

function wordsOfSource(): Set<string> {
  const files = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(ROOT, 'src', file), 'utf8'));
  return new Set(texts.join('\n').match(/\w+/g));
}
