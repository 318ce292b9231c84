import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(__dirname, '../..');

/** Every document for users, by its path from the top of the project. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'README.zh-CN.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

export interface Heading {
  readonly level: number;
  readonly text: string;
}

/** Rows of cells; the first row is the head. */
export type Table = readonly (readonly string[])[];

export function readText(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

export function codeBlocksOf(text: string): CodeBlock[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({ language, code }));
}

function withoutCodeBlocks(text: string): string {
  return text.replace(/^```.*?^```$/gms, '');
}

export function headingsOf(text: string): Heading[] {
  return [...withoutCodeBlocks(text).matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', title = '']) => ({
    level: marks.length,
    text: title,
  }));
}

export function tablesOf(text: string): Table[] {
  const groups = withoutCodeBlocks(text).match(/(?:^\|.*\|$\n?)+/gm) ?? [];
  return groups.map((group) => {
    const [head, , ...rows] = group.trimEnd().split('\n');
    return [head ?? '', ...rows].map(cellsOf);
  });
}

export function codeSpansOf(text: string): string[] {
  return [...withoutCodeBlocks(text).matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
}

/** Targets of links, as they are written. */
export function linksOf(text: string): string[] {
  return [...withoutCodeBlocks(text).matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
}

/** The anchor that GitHub gives a heading. */
export function anchorOf({ text }: Heading): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

function cellsOf(row: string): string[] {
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}
