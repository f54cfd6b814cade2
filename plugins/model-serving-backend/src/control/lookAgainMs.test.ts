import { lookAgainMs } from './lookAgainMs';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');

describe('lookAgainMs', () => {
  it.each`
    situation                                          | ageSeconds | seconds
    ${'what just changed is looked at soon'}           | ${0}       | ${5}
    ${'so is what changed some seconds ago'}           | ${50}      | ${5}
    ${'later on, when it is a tenth older'}            | ${200}     | ${20}
    ${'what stays so for long, once a minute'}         | ${3600}    | ${60}
    ${'a clock that was set back makes no difference'} | ${-3600}   | ${5}
  `('$situation', ({ ageSeconds, seconds }) => {
    const since = new Date(NOW - ageSeconds * 1000).toISOString();
    expect(lookAgainMs(since, NOW)).toBe(seconds * 1000);
  });
});
