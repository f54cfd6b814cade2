import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failuresOfJest, listFailures } from './failures.mjs';

describe('the end of a test run', () => {
  const suite = {
    name: '/repo/packages/a/src/b.test.ts',
    status: 'failed',
    message: 'all of it',
    assertionResults: [
      { status: 'passed', ancestorTitles: [], title: 'x', failureMessages: [] },
      {
        status: 'failed',
        ancestorTitles: ['a queue', 'when full'],
        title: 'refuses',
        failureMessages: [
          'Error: \u001b[31mexpected 1\u001b[39m\n\nreceived 2\n    at Object.<anonymous> (b.test.ts:1:2)',
        ],
      },
    ],
  };

  it('names each test that failed with its message, without colours and stack', () => {
    const failures = failuresOfJest({ testResults: [suite] }, '/repo');
    assert.equal(
      listFailures(failures),
      '\nFailed:\n✗ packages/a/src/b.test.ts › a queue › when full › refuses\n    Error: expected 1\n    received 2\n',
    );
  });

  it('names a suite that could not be loaded', () => {
    const broken = { ...suite, assertionResults: [] };
    assert.deepEqual(failuresOfJest({ testResults: [broken] }, '/repo'), [
      { name: 'packages/a/src/b.test.ts', message: 'all of it' },
    ]);
  });

  it('says nothing where nothing failed', () => {
    assert.equal(listFailures([]), '');
  });

  it('keeps the begin and the end of a long message, and counts what is too much', () => {
    const message = Array.from({ length: 100 }, (_, i) => `line ${i}`).join(
      '\n',
    );
    const text = listFailures(
      Array.from({ length: 40 }, (_, i) => ({ name: `test ${i}`, message })),
    );
    assert.match(text, /line 0\n[^]*…\n[^]*line 99\n/);
    assert.match(text, /✗ and 10 more\n$/);
    assert.ok(text.split('\n').length < 300);
  });
});
