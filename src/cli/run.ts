import { isSSOError } from '../errors.js';
import { CliError, EXIT, usageError } from './cli-error.js';
import type { Command } from './command.js';
import { overview } from './help.js';
import { nearestWord } from '../nearest-word.js';
import { parseCommand } from './parse.js';
import { portalCommand } from './portal.js';
import { toPrintable } from './printable.js';
import { showWord } from './show-word.js';
import type { Terminal } from './terminal.js';
import { urlCommand } from './url.js';
import { readVersion } from './version.js';

const COMMANDS: readonly Command[] = [portalCommand, urlCommand, parseCommand];

/**
 * Runs a command line.
 *
 * @param argv - the words after `dss-sso`
 * @returns the exit code (see docs/cli.md); never rejects
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first, ...rest] = argv;
  const command = COMMANDS.find(({ name }) => name === first);
  const caller = command === undefined ? 'dss-sso' : `dss-sso ${command.name}`;
  try {
    return command === undefined ? runWithoutCommand(first, terminal) : await command.run(rest, terminal);
  } catch (error) {
    return report(error, caller, terminal);
  }
}

function runWithoutCommand(first: string | undefined, { stdout }: Terminal): number {
  if (first === '--help' || first === '-h') {
    stdout.write(overview(COMMANDS));
    return EXIT.ok;
  }
  if (first === '--version') {
    stdout.write(`${readVersion()}\n`);
    return EXIT.ok;
  }
  const names = COMMANDS.map(({ name }) => name);
  if (first === undefined) throw usageError(`a command is missing: ${names.join(', ')}.`);
  const isOption = first.startsWith('-');
  const near = nearestWord(first, isOption ? ['--help', '--version'] : names);
  const what = `${showWord(first)} is not ${isOption ? 'an option' : 'a command'}`;
  throw usageError(near === undefined ? `${what}.` : `${what}; did you mean ${near}?`);
}

function report(error: unknown, caller: string, { stderr, env }: Terminal): number {
  if (error instanceof CliError || isSSOError(error)) {
    const exitCode = error instanceof CliError ? error.exitCode : EXIT.failed;
    const hint = exitCode === EXIT.usage ? ` See ${caller} --help.` : '';
    stderr.write(`${caller}: ${toPrintable(error.message)}${hint}\n`);
    return exitCode;
  }
  stderr.write(`${caller}: unexpected error: ${toPrintable(error instanceof Error ? error.message : String(error))}\n`);
  const isDebugging = (env['NODE_DEBUG'] ?? '').split(',').includes('dss-sso');
  if (!isDebugging) stderr.write('Run it again with NODE_DEBUG=dss-sso to see the stack.\n');
  else if (error instanceof Error) stderr.write(`${String(error.stack).split('\n').map(toPrintable).join('\n')}\n`);
  return EXIT.unexpected;
}
