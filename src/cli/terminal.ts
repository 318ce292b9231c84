import { usageError } from './cli-error.js';

/** Where text is written to. */
export interface Output {
  write(text: string): unknown;
}

/** All that a command sees of its process, so that a test can be one. */
export interface Terminal {
  readonly stdin: AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean | undefined };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves when the process is asked to end. */
  untilStopped(): Promise<void>;
}

/** More than any URL that Node.js accepts. */
const MAX_BYTES = 65_536;

/**
 * Reads standard input to its end, without white space at either end.
 *
 * @param thing - what is expected there, as a person at a terminal is asked for it
 * @throws CliError if there is nothing, or more than 64 KiB
 */
export async function readStdin({ stdin, stderr }: Terminal, thing: string): Promise<string> {
  if (stdin.isTTY === true) stderr.write(`Paste ${thing}, then press Enter and Ctrl-D.\n`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > MAX_BYTES) throw usageError(`standard input has more than ${MAX_BYTES} bytes; it must be ${thing}.`);
    chunks.push(bytes);
  }
  const text = Buffer.concat(chunks).toString('utf8').trim();
  if (text === '') throw usageError(`standard input is empty; it must be ${thing}.`);
  return text;
}
