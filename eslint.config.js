import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { house } from './scripts/import-walls.js';

export default defineConfig(
  globalIgnores(['dist/', 'build/', 'coverage/', 'test/vectors/', 'test/recordings/']),
  js.configs.recommended,
  {
    name: 'everywhere',
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
    },
  },
  {
    name: 'TypeScript',
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // An unused parameter in front of a used one, and a property left out of a copy, are said with `_` and `...rest`.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Express's request is typed through a global namespace; there is no other way.
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      // A number in a message reads well as it is.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // An empty text from outside mostly counts as none.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // `() => log(x)` says the same as a block and is easier to read.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    name: 'no import cycles',
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      // Without both of these the rule reads no file behind an import, and finds nothing.
      'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: { 'import-x/no-cycle': 'error' },
  },
  {
    name: 'the house',
    files: ['src/**/*.ts'],
    plugins: { house },
    rules: {
      'house/walls': 'error',
      'no-restricted-globals': [
        'error',
        ...['fetch', 'WebSocket', 'EventSource'].map((name) => ({
          name,
          message: 'Outgoing calls go through src/outbound.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Times come from now() of src/clock.ts.' },
        { object: 'Math', property: 'random', message: 'Random values come from node:crypto.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'Times come from now() of src/clock.ts.',
        },
      ],
    },
  },
  {
    name: 'examples see what users see',
    files: ['examples/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: ['**/src/**', '**/dist/**'] }],
      // Node's test runner waits for its tests by itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: 'test' }] },
      ],
    },
  },
  {
    name: 'tests',
    files: ['test/**/*.ts'],
    rules: {
      // Jest's matchers and the bodies of answers are untyped.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // Hostile texts are taken apart by the character, and environments and headers by a computed name.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Small servers have async listeners, and an answer is read as the type the test expects.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.object.name=/^(describe|it|test)$/][callee.property.name=/^(only|skip|todo)$/]',
          message: 'Every test runs, always.',
        },
      ],
    },
  },
  {
    name: 'programs that talk to a person',
    files: ['src/cli/**', 'examples/**', 'scripts/**', 'test/package/fixtures/**'],
    rules: { 'no-console': 'off' },
  },
  {
    name: 'tests of a user of Jest',
    files: ['test/package/fixtures/*.test.js'],
    languageOptions: { globals: { expect: 'readonly', test: 'readonly' } },
  },
  {
    name: 'plain JavaScript',
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: { console: 'readonly', fetch: 'readonly', process: 'readonly', require: 'readonly', URL: 'readonly' },
    },
  },
);
