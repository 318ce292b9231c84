import { usageError } from './cli-error.js';

/**
 * Splits `name=value` at its first `=`.
 *
 * @param form - how the option's help writes it
 * @throws CliError naming the option if there is no `=`, or nothing before it
 */
export function splitPair(option: string, form: string, text: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw usageError(`${option} must be ${form}.`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}
