/** The names of tests as they stand in the source of a test file. */
import ts from 'typescript';
import { readText } from './markdown.js';

export interface TestTitle {
  /** Titles of the describes around it and its own, joined as Jest prints them; `…` where only a run knows the text. */
  readonly name: string;
  /** Neither it nor a describe around it is skipped, is still to be written, or leaves others out. */
  readonly isRun: boolean;
}

const SEPARATOR = ' › ';
const ANY = '…';
const SUITES = new Set(['describe', 'fdescribe', 'xdescribe']);
const TESTS = new Set(['test', 'it', 'fit', 'xit', 'xtest']);
const HARMLESS = new Set(['each', 'concurrent']);

export function testTitlesOf(file: string, text = readText(file)): TestTitle[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: TestTitle[] = [];
  visit(source, { name: '', isRun: true }, found);
  return found;
}

function visit(node: ts.Node, around: TestTitle, found: TestTitle[]): void {
  const call = ts.isCallExpression(node) ? readCall(node) : undefined;
  if (call === undefined) {
    node.forEachChild((child) => {
      visit(child, around, found);
    });
    return;
  }
  const name = around.name === '' ? call.title : around.name + SEPARATOR + call.title;
  const inside = { name, isRun: around.isRun && call.isRun };
  if (!call.isSuite) found.push(inside);
  for (const argument of call.body) visit(argument, call.isSuite ? inside : around, found);
}

interface Call {
  readonly isSuite: boolean;
  readonly isRun: boolean;
  readonly title: string;
  readonly body: readonly ts.Expression[];
}

/** `test(...)`, `describe.each(...)(...)` and the like; `undefined` for any other call, and for the inner half of such a one. */
function readCall({ expression, arguments: given }: ts.CallExpression): Call | undefined {
  const { base, words } = namesIn(expression);
  const isSuite = SUITES.has(base);
  const [title, ...body] = given;
  if ((!isSuite && !TESTS.has(base)) || title === undefined) return undefined;
  const isEach = words.includes('each');
  if (isEach && ts.isPropertyAccessExpression(expression)) return undefined;
  const isRun = /^[dti]/.test(base) && words.every((word) => HARMLESS.has(word));
  return { isSuite, isRun, title: isEach ? withoutFormats(textOf(title)) : textOf(title), body };
}

/** `test.concurrent.each` in a call has the base `test` and the words after it. */
function namesIn(expression: ts.Expression): { readonly base: string; readonly words: readonly string[] } {
  const words: string[] = [];
  let at = expression;
  for (;;) {
    if (ts.isPropertyAccessExpression(at)) {
      words.push(at.name.text);
      at = at.expression;
    } else if (ts.isCallExpression(at)) at = at.expression;
    else if (ts.isTaggedTemplateExpression(at)) at = at.tag;
    else return { base: ts.isIdentifier(at) ? at.text : '', words };
  }
}

function textOf(title: ts.Expression): string {
  if (ts.isStringLiteralLike(title)) return title.text;
  if (!ts.isTemplateExpression(title)) return ANY;
  return title.head.text + title.templateSpans.map(({ literal }) => ANY + literal.text).join('');
}

/** What `each` puts values in for. */
function withoutFormats(title: string): string {
  return title.replace(/%[psdifjoO#$c]|\$[\w.#]+/g, ANY).replaceAll('%%', '%');
}

/** Whether two names, each with `…` for any text, could be names of one test. */
export function canBeOne(one: string, other: string): boolean {
  const known = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const key = i * (other.length + 1) + j;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, false);
    const result = answer(i, j);
    known.set(key, result);
    return result;
  };
  const answer = (i: number, j: number): boolean => {
    if (one[i] === ANY) return from(i + 1, j) || (j < other.length && from(i, j + 1));
    if (other[j] === ANY) return from(i, j + 1) || (i < one.length && from(i + 1, j));
    if (i === one.length || j === other.length) return i === one.length && j === other.length;
    return one[i] === other[j] && from(i + 1, j + 1);
  };
  return from(0, 0);
}
