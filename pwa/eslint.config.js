import pluginVue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

const network = [
  { name: 'fetch', message: 'Only api/ speaks to the server; call its client.' },
  { name: 'XMLHttpRequest', message: 'Only api/ speaks to the server; call its client.' },
  { name: 'WebSocket', message: 'Only api/ speaks to the server.' },
  { name: 'EventSource', message: 'Only api/ speaks to the server.' },
]
const storage = [
  { name: 'indexedDB', message: 'Only store/ knows where things are kept.' },
  { name: 'localStorage', message: 'Only store/ knows where things are kept; nothing about people goes there.' },
  { name: 'sessionStorage', message: 'Only store/ knows where things are kept; nothing about people goes there.' },
]

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'src/api/schema.d.ts'] },
  ...tseslint.configs.recommendedTypeChecked,
  ...pluginVue.configs['flat/recommended'],
  {
    files: ['**/*.ts', '**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: {
        parser: tseslint.parser,
        project: ['./tsconfig.json', './tsconfig.sw.json', './tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // ESLint cannot see the types of .vue files and takes them for errors; vue-tsc checks the same for real.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Names and numbers of people must not end in a browser's console.
      'no-console': 'error',
      'no-eval': 'error',
      'no-restricted-globals': ['error', ...network, ...storage],
      'no-restricted-properties': [
        'error',
        { object: 'navigator', property: 'sendBeacon', message: 'Only api/ speaks to the server.' },
        { object: 'Math', property: 'random', message: 'Randomness is passed in, or crypto.getRandomValues.' },
      ],
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/no-unused-refs': 'error',
      // Words belong into the locales, in every language.
      'vue/no-bare-strings-in-template': 'error',
      // Components are named by their noun: Sk*, *Page, *Show; single words are in use on purpose.
      'vue/multi-word-component-names': 'off',
      // Layout of templates is left to the writer; these would only argue about line breaks.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/attributes-order': 'off',
      'vue/require-default-prop': 'off',
    },
  },
  {
    files: ['src/api/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...storage] },
  },
  {
    files: ['src/store/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...network] },
  },
  {
    // Neither is the server's API: our own static files, and a reader's program on this very device.
    files: ['src/capture/ocr/pack/**/*.ts', 'src/capture/idReader/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...storage] },
  },
  {
    // The gallery shows components to those who build them; it is not part of the product's words.
    files: ['src/app/gallery/**'],
    rules: { 'vue/no-bare-strings-in-template': 'off' },
  },
  {
    // How the screen looks to this reader is the browser's own business; it holds nothing about people.
    files: ['src/ui/theme.ts', 'src/ui/language.ts'],
    rules: { 'no-restricted-globals': ['error', ...network] },
  },
  {
    // Made-up people and cards to look at components by; never built.
    files: ['src/app/gallery/**'],
    rules: { 'vue/no-bare-strings-in-template': 'off' },
  },
  {
    files: ['src/sw.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['tests/**/*.{ts,vue}', 'src/**/*.{test,spec}.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      'vue/no-bare-strings-in-template': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    ...tseslint.configs.disableTypeChecked,
  },
)
