import { parseArgs } from 'node:util';
import { usageError } from './cli-error.js';
import { nearestWord } from '../nearest-word.js';
import { showWord } from './show-word.js';

/** An option of a command. */
export interface OptionSpec {
  /** What stands for the value in the help, such as `<url>`; absent: the option is a switch. */
  readonly value?: string;
  /** Whether it may be given several times. @default false */
  readonly isRepeatable?: true;
  readonly help: string;
}

/** What stands on a command line, checked against the options the command has. */
export interface Arguments<Name extends string> {
  /** The one argument that is no option; empty if the command takes none. */
  readonly operand: string;
  isOn(name: Name): boolean;
  text(name: Name): string | undefined;
  texts(name: Name): readonly string[];
}

/**
 * Reads the arguments of a command. Node's own strict mode repeats arguments in its messages, and an argument may be a ticket; so the
 * checks are made here.
 *
 * @param operand - what stands in the help for the required argument that is no option; `undefined`: there is none
 * @throws CliError for what the command does not take, with a suggestion where one is near
 */
export function readArguments<Name extends string>(
  argv: readonly string[],
  options: Readonly<Record<Name, OptionSpec>>,
  operand: string | undefined,
): Arguments<Name> {
  const specs = new Map<string, OptionSpec>(Object.entries<OptionSpec>(options));
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      [...specs].map(([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }] as const),
    ),
    strict: false,
    tokens: true,
  });

  const given = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = specs.get(token.name);
    if (spec === undefined || !token.rawName.startsWith('--')) throw unknownOption(token.rawName, [...specs.keys()]);
    const values = given.get(token.name) ?? [];
    if (values.length > 0 && spec.isRepeatable !== true) throw usageError(`${token.rawName} is given twice.`);
    given.set(token.name, [...values, readValue(token, spec)]);
  }
  checkOperands(operands, operand);
  return {
    operand: operands[0] ?? '',
    isOn: (name) => given.has(name),
    text: (name) => given.get(name)?.[0],
    texts: (name) => given.get(name) ?? [],
  };
}

interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function readValue({ rawName, value, inlineValue }: OptionToken, spec: OptionSpec): string {
  if (spec.value === undefined) {
    if (value !== undefined) throw usageError(`${rawName} takes no value.`);
    return '';
  }
  if (value === undefined) throw usageError(`${rawName} needs a value: ${spec.value}.`);
  if (inlineValue === false && value.startsWith('-') && value !== '-') {
    throw usageError(`${rawName} needs a value: ${spec.value}. To begin it with a dash, write ${rawName}=-...`);
  }
  return value;
}

function unknownOption(rawName: string, known: readonly string[]): Error {
  const near = rawName.startsWith('--') ? nearestWord(rawName.slice(2), known) : undefined;
  const what = `${showWord(rawName)} is not an option`;
  return usageError(near === undefined ? `${what}.` : `${what}; did you mean --${near}?`);
}

function checkOperands({ length }: readonly string[], operand: string | undefined): void {
  if (operand === undefined && length > 0) {
    throw usageError('takes options only, and there is an argument that is no option and belongs to none.');
  }
  if (operand !== undefined && length === 0) throw usageError(`${operand} is missing.`);
  if (length > 1)
    throw usageError(`takes ${String(operand)} once, not ${length} times. A URL needs quotes in a shell.`);
}
