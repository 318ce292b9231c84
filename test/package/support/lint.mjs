// Lints the project in the working directory with this project's own configuration and prints ESLint's results as JSON.
// A process of its own, because Jest cannot load an ES module configuration.
import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

const eslint = new ESLint({
  cwd: process.cwd(),
  overrideConfigFile: fileURLToPath(new URL('../../../eslint.config.js', import.meta.url)),
  // The rules in question need no types, and a planted file is in no tsconfig.json.
  overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }],
});
process.stdout.write(JSON.stringify(await eslint.lintFiles(['.'])));
