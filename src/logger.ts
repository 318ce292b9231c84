import { debuglog } from 'node:util';
import { attempt } from './maybe-promise.js';

/** Where this package writes. One line of text per call, so that `console`, pino and winston all fit. */
export interface SSOLogger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The logger as the rest of the package uses it: a fixed sentence, and the facts beside it. */
export interface Logger {
  debug(message: string, details?: object): void;
  info(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  error(message: string, details?: object): void;
  /** A warning the operator must see, once, even if no logger was given: then it is a process warning. */
  warnOnce(message: string): void;
}

type Level = keyof SSOLogger;

const toNodeDebug = debuglog('dss-sso');
/** Different warnings of one filter: more are no news. */
const MAX_WARNINGS = 100;

/**
 * Wraps the logger of the options. Facts are written as JSON, so that text chosen by a user cannot begin a new line; a logger that
 * throws is ignored, because a full disk must not decide about a login. `NODE_DEBUG=dss-sso` writes to stderr as well.
 */
export function createLogger(target: SSOLogger | undefined): Logger {
  const said = new Set<string>();

  function write(level: Level, message: string, details?: object): void {
    if (target === undefined && !toNodeDebug.enabled) return;
    const line = onOneLine(details === undefined ? message : `${message} ${JSON.stringify(details)}`);
    toNodeDebug('%s: %s', level, line);
    // Nothing to tell a failure to; also that of a promise must not end the process.
    attempt<unknown, undefined>(
      () => target?.[level](line),
      () => undefined,
    );
  }
  return {
    debug: (message, details) => {
      write('debug', message, details);
    },
    info: (message, details) => {
      write('info', message, details);
    },
    warn: (message, details) => {
      write('warn', message, details);
    },
    error: (message, details) => {
      write('error', message, details);
    },
    warnOnce: (message) => {
      // What is warned of may have a name in it that is another one each time.
      if (said.has(message) || said.size >= MAX_WARNINGS) return;
      said.add(message);
      if (target === undefined) process.emitWarning(message, { type: 'DSSSSOWarning' });
      write('warn', message);
    },
  };
}

/** A message may quote what an app or a user chose. */
function onOneLine(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
