module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  overrides: [
    {
      // A contract is a test suite that implementations call with a name and a way to make one
      files: ['src/**/contract/*.ts'],
      rules: { 'jest/no-export': 'off', 'jest/valid-title': 'off' },
    },
  ],
});
