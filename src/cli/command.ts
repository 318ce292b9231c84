import { commandHelp } from './help.js';
import { readArguments, type Arguments, type OptionSpec } from './read-arguments.js';
import type { Terminal } from './terminal.js';

/** What a command is made of. `Name` are the names of its options, without dashes. */
export interface CommandSpec<Name extends string> {
  readonly name: string;
  /** One sentence, for the list of commands. */
  readonly summary: string;
  /** What follows the command's name in the help. */
  readonly usage: string;
  /** What stands in the help for the required argument that is no option. @default there is none */
  readonly operand?: string;
  readonly options: Readonly<Record<Name, OptionSpec>>;
  /** Paragraphs below the options in the help. */
  readonly notes: readonly string[];
  /** @returns the exit code */
  act(given: Arguments<Name>, terminal: Terminal): number | Promise<number>;
}

/** A command, ready to be run. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** @returns the exit code @throws CliError, SSOError for what is the user's or the world's fault */
  run(argv: readonly string[], terminal: Terminal): number | Promise<number>;
}

/** Makes a command that reads its arguments and knows `--help`. */
export function createCommand<Name extends string>(spec: CommandSpec<Name>): Command {
  return {
    name: spec.name,
    summary: spec.summary,
    run(argv, terminal) {
      if (isHelpWanted(argv)) {
        terminal.stdout.write(commandHelp(spec));
        return 0;
      }
      return spec.act(readArguments(argv, spec.options, spec.operand), terminal);
    },
  };
}

/** Whoever asks for help gets it, whatever else is on the line. */
function isHelpWanted(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? argv.length : end).some((word) => word === '--help' || word === '-h');
}
