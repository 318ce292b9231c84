/** The README's tables of options are complete, and their defaults are those of the docstrings, which are those of the code. */
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

const INTERFACES = {
  SSOPluginOptions: 'src/plugin/sso-plugin-options.ts',
  JwtCookieInterceptorOptions: 'src/interceptors/jwt-cookie-interceptor.ts',
  SessionInterceptorOptions: 'src/interceptors/session-interceptor.ts',
};

describe.each(Object.entries(INTERFACES))('%s', (name, file) => {
  const options = optionsOf(name, file);
  const names = options.map((option) => `\`${option.name}\``);

  test.each(['README.md', 'README.zh-CN.md'])('stands whole in %s, in the same order', (document) => {
    expect(columnOf(tableOf(document, options), 0)).toEqual(names);
  });

  test('has its defaults in README.md', () => {
    const shown = columnOf(tableOf('README.md', options), 1).map(withoutMarks);
    const isRight = options.map(({ isRequired, fallback }, index) =>
      fallback === undefined
        ? (isRequired ? ['required'] : ['found', 'none']).includes(shown[index] ?? '')
        : shown[index] === withoutMarks(fallback),
    );
    expect(names.filter((_, index) => isRight[index] !== true)).toEqual([]);
  });

  test('has the same literal defaults in both languages', () => {
    const literals = (document: string) =>
      columnOf(tableOf(document, options), 1).map((cell) => cell.match(/`[^`]*`/g) ?? []);
    expect(literals('README.zh-CN.md')).toEqual(literals('README.md'));
  });
});

test('the documented defaults of SSOPluginOptions are what the plug-in uses', () => {
  const interceptor = jwtCookieInterceptor({ secret: SECRET });
  const used: Record<string, unknown> = {
    ...checkSSOPluginOptions({ gateways: 'http://127.0.0.1:9001', interceptor }),
  };
  const documented = optionsOf('SSOPluginOptions', INTERFACES.SSOPluginOptions).filter(({ fallback }) =>
    isLiteral(fallback),
  );
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
