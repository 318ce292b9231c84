import type { OptionSpec } from './read-arguments.js';

const COLUMNS = 80;

/** The part of a command that its help shows. */
export interface CommandText {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly notes: readonly string[];
}

/** What `dss-sso <command> --help` prints. */
export function commandHelp({ name, summary, usage, options, notes }: CommandText): string {
  const rows = Object.entries(options).map(
    ([option, { value, help }]) => [value === undefined ? `--${option}` : `--${option} ${value}`, help] as const,
  );
  return paragraphs(
    `Usage: ${wrap(`dss-sso ${name} ${usage}`, 9)}`,
    wrap(summary, 0),
    `Options:\n${table([...rows, ['-h, --help', 'Show this help.']])}`,
    ...notes.map((note) => wrap(note, 0)),
  );
}

/** What `dss-sso --help` prints. */
export function overview(commands: readonly { readonly name: string; readonly summary: string }[]): string {
  return paragraphs(
    'Usage: dss-sso <command> [options]',
    wrap('Tools for apps that log in through DataSphere Studio (DSS).', 0),
    `Commands:\n${table(commands.map(({ name, summary }) => [name, summary]))}`,
    `Options:\n${table([
      ['-h, --help', 'Show this help; after a command, the help of that command.'],
      ['--version', 'Show the version.'],
    ])}`,
    `Exit codes:\n${table([
      ['0', 'Done.'],
      ['1', 'It could not be done, or parse found a message that is refused.'],
      ['2', 'The command line is wrong.'],
      ['70', 'A fault of dss-sso itself. NODE_DEBUG=dss-sso shows the stack.'],
    ])}`,
  );
}

function paragraphs(...texts: readonly string[]): string {
  return `${texts.join('\n\n')}\n`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${wrap(right, width + 2)}`).join('\n');
}

/** Breaks a text into lines; all but the first are indented, and the first is taken to begin there as well. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}
