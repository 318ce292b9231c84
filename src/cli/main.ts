#!/usr/bin/env node
import { run } from './run.js';
import type { Terminal } from './terminal.js';

const { stdin, stdout, stderr, env } = process;

const terminal: Terminal = {
  stdin,
  stdout,
  stderr,
  env,
  // `once`, so that a second Ctrl-C ends the process even if something hangs.
  untilStopped: () =>
    new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    }),
};

// `dss-sso url | head` closes the pipe early; that is nobody's fault.
stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));

void run(process.argv.slice(2), terminal).then((exitCode) => {
  // No process.exit: it would cut off what is still being written to a pipe.
  process.exitCode = exitCode;
});
