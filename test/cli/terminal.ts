import { run } from '../../src/cli/run.js';
import type { Terminal } from '../../src/cli/terminal.js';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly stdin?: string | Terminal['stdin'];
  readonly env?: Terminal['env'];
  /** Called with all of standard output, whenever there is more. */
  readonly onOutput?: (stdout: string) => void;
  /** Resolves when the command is to end. @default at once */
  readonly stopped?: Promise<void>;
}

/** Runs a command line to its end, in this process. */
export async function runCli(
  argv: readonly string[],
  { stdin = '', env = {}, onOutput = () => undefined, stopped = Promise.resolve() }: Surroundings = {},
): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const exitCode = await run(argv, {
    stdin: typeof stdin === 'string' ? textStream(stdin) : stdin,
    stdout: {
      write(text) {
        written.stdout += text;
        onOutput(written.stdout);
      },
    },
    stderr: { write: (text) => (written.stderr += text) },
    env,
    untilStopped: () => stopped,
  });
  return { exitCode, ...written };
}

/** Node's own, as it stands on a pipe: bytes, in pieces. */
export async function* textStream(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += 1_000)
    yield await Promise.resolve(bytes.subarray(start, start + 1_000));
}
