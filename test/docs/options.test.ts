/** What the documents say of options is complete, and the defaults are those of the docstrings, which are those of the code. */
import { runInNewContext } from 'node:vm';
import ts from 'typescript';
import { jwtCookieInterceptor } from '../../src/interceptors/jwt-cookie-interceptor.js';
import { checkSSOPluginOptions } from '../../src/plugin/sso-plugin-settings.js';
import { SECRET } from '../support/world.js';
import { readText, tablesOf, type Table } from './markdown.js';

interface Option {
  readonly name: string;
  readonly isRequired: boolean;
  /** As the docstring's `@default` has it. */
  readonly fallback: string | undefined;
}

/** Where each set of options is declared, and which documents have it as a table. */
const INTERFACES: Readonly<Record<string, readonly [file: string, ...documents: string[]]>> = {
  SSOPluginOptions: ['src/plugin/sso-plugin-options.ts', 'README.md', 'README.zh-CN.md'],
  JwtCookieInterceptorOptions: ['src/interceptors/jwt-cookie-interceptor.ts', 'docs/interceptors.md'],
  SessionInterceptorOptions: ['src/interceptors/session-interceptor.ts', 'docs/interceptors.md'],
  PortalOptions: ['src/portal/portal-options.ts', 'docs/portal.md'],
  RedisStoreOptions: ['src/store/redis-store.ts', 'docs/operations.md'],
};
const PLUGIN_OPTIONS = optionsOf('SSOPluginOptions', 'src/plugin/sso-plugin-options.ts');

describe.each(Object.entries(INTERFACES))('%s', (name, [file, ...documents]) => {
  const options = optionsOf(name, file);
  const names = options.map((option) => `\`${option.name}\``);

  test.each(documents)('stands whole in %s, in the same order', (document) => {
    expect(columnOf(tableOf(document, options), 0)).toEqual(names);
  });

  test('has its defaults there', () => {
    const shown = columnOf(tableOf(documents[0] ?? '', options), 1);
    expect(options.filter((option, index) => !isDefault(option, shown[index] ?? ''))).toEqual([]);
  });

  test('has the same literal defaults in all of them', () => {
    const [first, ...others] = documents.map((document) =>
      columnOf(tableOf(document, options), 1).map((cell) => cell.match(/`[^`]*`/g) ?? []),
    );
    for (const other of others) expect(other).toEqual(first);
  });
});

describe('docs/options.md', () => {
  const sections = readText('docs/options.md')
    .split(/^#{2,3} /m)
    .filter((section) => section.startsWith('`'));
  const titleOf = (section: string) => /^`(\w+)`$/m.exec(section)?.[1];

  test('has a section for each option, and for nothing else', () => {
    expect(sections.map(titleOf).sort()).toEqual(PLUGIN_OPTIONS.map(({ name }) => name).sort());
  });

  test.each(PLUGIN_OPTIONS)('$name: default, when to change it, what it costs', (option) => {
    const section = sections.find((text) => titleOf(text) === option.name) ?? '';
    const points = [...section.matchAll(/^- \*\*([^*]+)\*\*: (\S.*)$/gm)];
    expect(points.map(([, point]) => point)).toEqual(['Default', 'Change it', 'Cost']);
    expect(isDefault(option, points[0]?.[2] ?? '')).toBe(true);
  });
});

test('the documented defaults of SSOPluginOptions are what the plug-in uses', () => {
  const interceptor = jwtCookieInterceptor({ secret: SECRET });
  const used: Record<string, unknown> = {
    ...checkSSOPluginOptions({ gateways: 'http://127.0.0.1:9001', interceptor }),
  };
  const documented = PLUGIN_OPTIONS.filter(({ fallback }) => isLiteral(fallback));
  expect(documented.length).toBeGreaterThan(15);
  for (const { name, fallback = '' } of documented) {
    const value = used[name] instanceof Set ? [...(used[name] as Set<unknown>)] : used[name];
    expect({ [name]: value }).toEqual({ [name]: plain(runInNewContext(`(${fallback})`)) });
  }
});

function optionsOf(name: string, file: string): Option[] {
  const source = ts.createSourceFile(file, readText(file), ts.ScriptTarget.ES2022, true);
  const found = source.statements.filter(ts.isInterfaceDeclaration).find((statement) => statement.name.text === name);
  return (found?.members ?? ts.factory.createNodeArray()).filter(ts.isPropertySignature).map((member) => {
    const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'default');
    return {
      name: member.name.getText(source),
      isRequired: member.questionToken === undefined,
      fallback: tag && ts.getTextOfJSDocComment(tag.comment),
    };
  });
}

function tableOf(document: string, options: readonly Option[]): Table {
  const last = `\`${options.at(-1)?.name ?? ''}\``;
  const table = tablesOf(readText(document)).find((rows) => rows[0]?.length === 4 && rows.at(-1)?.[0] === last);
  return table?.slice(1) ?? [];
}

/** Whether this text tells the default of an option, and nothing else. */
function isDefault({ isRequired, fallback }: Option, text: string): boolean {
  if (fallback !== undefined) return withoutMarks(text) === withoutMarks(fallback);
  return isRequired ? text === 'required' : ['found', 'none'].includes(text);
}

function columnOf(table: Table, index: number): string[] {
  return table.map((row) => row[index] ?? '');
}

function withoutMarks(text: string): string {
  return text.replaceAll('`', '').trim();
}

function isLiteral(text: string | undefined): boolean {
  return text !== undefined && /^(?:\d[\d_]*|true|false|'[^']*'|\[.*\]|\{.*\})$/s.test(text);
}

/** Values of another realm are equal to none of ours. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
