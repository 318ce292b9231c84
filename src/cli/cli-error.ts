/** How a command ends, as its exit code. 70 is EX_SOFTWARE of sysexits.h. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unexpected: 70 } as const;

/** A failure that its one-line message explains in full: it is shown without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The command line is wrong. The message must not repeat a value: it may be a ticket. */
export function usageError(message: string): CliError {
  return new CliError(EXIT.usage, message);
}

/** The command line is right, and what it asks for cannot be done. */
export function failure(message: string): CliError {
  return new CliError(EXIT.failed, message);
}
