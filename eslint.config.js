import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const typed = [
  'common/**/*.ts',
  'main/**/*.ts',
  'preload/**/*.ts',
  'service/**/*.ts',
  'renderer/**/*.{ts,tsx}',
  'test/**/*.{ts,tsx}',
  '*.config.ts',
];

export default tseslint.config(
  { ignores: ['out/', 'dist/', 'demo-report/', 'test-results/', 'node_modules/'] },
  js.configs.recommended,
  {
    files: typed,
    extends: [tseslint.configs.recommendedTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./common', './main', './preload', './renderer', './service', './test'].map(
          (folder) => `${folder}/tsconfig.json`,
        ),
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
    languageOptions: { globals: globals.browser },
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
          message: 'Mail HTML is shown in the sandboxed frame only.',
        },
        {
          selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML)$/]',
          message: 'Mail HTML is shown in the sandboxed frame only.',
        },
      ],
    },
  },
  {
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['warn', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': 'off',
      eqeqeq: 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'preserve-caught-error': 'off',
    },
  },
  {
    // A component's markup, a table of tests and a migration's SQL are one piece each.
    files: ['test/**', '**/*.test.{ts,tsx}', 'renderer/**/*.tsx', 'service/store/migrations/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  { files: ['scripts/**/*.mjs', '*.js', '*.cjs', 'test/**/*.mjs'], languageOptions: { globals: globals.node } },
);
