/**
 * The searches that no CI run has time for: properties with a million inputs each, and the model with many more sequences.
 *
 * npm run nightly -- [--inputs 1000000] [--model 100] [test path pattern ...]
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    model: { type: 'string', default: '100' },
  },
  allowPositionals: true,
});
const patterns = positionals.length > 0 ? positionals : ['test/(message|store|gateway|plugin|interceptors|model)/'];

for (const [name, value] of Object.entries(values)) {
  if (!/^[1-9][0-9]*$/.test(value)) {
    console.error(`--${name} must be a whole number, at least 1.`);
    process.exit(2);
  }
}

console.log(`${values.inputs} inputs for each property, ${values.model} times the model's sequences of a CI run.`);
const { status } = spawnSync(
  'npx',
  [
    'jest',
    '--selectProjects=unit',
    '--verbose',
    `--testTimeout=${12 * 3_600_000}`,
    `--testPathPatterns=${patterns.join('|')}`,
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, CI: 'true', PROPERTY_RUNS: values.inputs, MODEL_RUNS: values.model },
  },
);
process.exit(status ?? 1);
