import fc from 'fast-check';
import {
  formatBytes,
  formatBytesOf,
  formatCount,
  formatCpu,
  formatDuration,
  formatPercent,
  formatRate,
  formatRelativeTime,
  formatSince,
} from '.';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('formatDuration', () => {
  it.each`
    ms                         | text
    ${0}                       | ${'0 ms'}
    ${0.42}                    | ${'0.42 ms'}
    ${0.004}                   | ${'0 ms'}
    ${3.14}                    | ${'3.1 ms'}
    ${37}                      | ${'37 ms'}
    ${999.4}                   | ${'999 ms'}
    ${999.6}                   | ${'1 s'}
    ${1240}                    | ${'1.24 s'}
    ${12_345}                  | ${'12.3 s'}
    ${59_960}                  | ${'1 min'}
    ${3 * MINUTE + 5 * SECOND} | ${'3 min 5 s'}
    ${119_900}                 | ${'2 min'}
    ${HOUR - 1}                | ${'1 h'}
    ${2 * HOUR + 4 * MINUTE}   | ${'2 h 4 min'}
    ${DAY - 1}                 | ${'1 d'}
    ${3 * DAY + 4 * HOUR}      | ${'3 d 4 h'}
    ${undefined}               | ${'–'}
    ${NaN}                     | ${'–'}
    ${-1}                      | ${'–'}
    ${Infinity}                | ${'–'}
  `('$ms ms is $text', ({ ms, text }) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('never shows 60 of a small unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), ms => {
        expect(formatDuration(ms)).not.toMatch(
          /\b(60 s|60 min|24 h|1,?000 ms)\b/,
        );
      }),
    );
  });
});

describe('formatCount, formatRate, formatPercent', () => {
  it.each`
    count        | text
    ${0}         | ${'0'}
    ${12_345}    | ${'12,345'}
    ${99_999}    | ${'99,999'}
    ${123_456}   | ${'123 k'}
    ${999_600}   | ${'1 M'}
    ${1_234_567} | ${'1.2 M'}
    ${45.6e6}    | ${'46 M'}
    ${3.4e9}     | ${'3.4 G'}
    ${undefined} | ${'–'}
  `('the count $count is $text', ({ count, text }) => {
    expect(formatCount(count)).toBe(text);
  });

  it.each`
    rate         | text
    ${0}         | ${'0 /s'}
    ${0.4}       | ${'0.4 /s'}
    ${12.3}      | ${'12 /s'}
    ${0.05}      | ${'3 /min'}
    ${0.0101}    | ${'0.61 /min'}
    ${0.00001}   | ${'<0.01 /min'}
    ${250_000}   | ${'250 k /s'}
    ${undefined} | ${'–'}
  `('the rate $rate is $text', ({ rate, text }) => {
    expect(formatRate(rate)).toBe(text);
  });

  it.each`
    ratio        | text
    ${0}         | ${'0 %'}
    ${0.0004}    | ${'<0.1 %'}
    ${0.034}     | ${'3.4 %'}
    ${0.0996}    | ${'10 %'}
    ${0.37}      | ${'37 %'}
    ${1}         | ${'100 %'}
    ${undefined} | ${'–'}
    ${NaN}       | ${'–'}
  `('the ratio $ratio is $text', ({ ratio, text }) => {
    expect(formatPercent(ratio)).toBe(text);
  });
});

describe('formatBytes, formatCpu', () => {
  it.each`
    bytes              | text
    ${0}               | ${'0 B'}
    ${1023}            | ${'1,023 B'}
    ${1024}            | ${'1 KiB'}
    ${512 * 1024 ** 2} | ${'512 MiB'}
    ${1.5 * 1024 ** 3} | ${'1.5 GiB'}
    ${1024 ** 3 - 1}   | ${'1 GiB'}
    ${undefined}       | ${'–'}
  `('$bytes bytes are $text', ({ bytes, text }) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each`
    done               | total             | text
    ${12 * 1024 ** 2}  | ${27 * 1024 ** 2} | ${'12 of 27 MiB'}
    ${300 * 1024 ** 2} | ${2 * 1024 ** 3}  | ${'0.3 of 2 GiB'}
    ${0}               | ${27 * 1024 ** 2} | ${'0 of 27 MiB'}
    ${12 * 1024 ** 2}  | ${undefined}      | ${'12 MiB'}
    ${undefined}       | ${27 * 1024 ** 2} | ${'– of 27 MiB'}
  `('$done of $total is $text', ({ done, total, text }) => {
    expect(formatBytesOf(done, total)).toBe(text);
  });

  it.each`
    cores        | text
    ${0}         | ${'0 CPU'}
    ${0.5}       | ${'0.5 CPU'}
    ${0.001}     | ${'<0.01 CPU'}
    ${2}         | ${'2 CPU'}
    ${12.34}     | ${'12 CPU'}
    ${undefined} | ${'–'}
  `('$cores cores are $text', ({ cores, text }) => {
    expect(formatCpu(cores)).toBe(text);
  });
});

describe('formatRelativeTime', () => {
  const now = Date.parse('2026-11-10T12:00:00Z');
  it.each`
    distance            | text
    ${0}                | ${'just now'}
    ${12 * SECOND}      | ${'12 s ago'}
    ${4 * MINUTE}       | ${'4 min ago'}
    ${119 * MINUTE}     | ${'1 h ago'}
    ${7 * DAY}          | ${'7 d ago'}
    ${7 * DAY + SECOND} | ${'3 Nov 2026'}
    ${-3 * HOUR}        | ${'in 3 h'}
  `('$distance ms back is $text', ({ distance, text }) => {
    const iso = new Date(now - distance).toISOString();
    expect(formatRelativeTime(iso, now)).toBe(text);
  });

  it.each([undefined, '', 'not a date'])('"%s" is unknown', iso => {
    expect(formatRelativeTime(iso, now)).toBe('–');
  });
});

describe('formatSince', () => {
  const now = Date.parse('2026-11-10T12:00:00Z');
  it.each`
    distance        | text
    ${0}            | ${'since just now'}
    ${-3 * HOUR}    | ${'since just now'}
    ${12 * SECOND}  | ${'for 12 s'}
    ${119 * MINUTE} | ${'for 1 h'}
    ${7 * DAY}      | ${'for 7 d'}
    ${8 * DAY}      | ${'since 2 Nov 2026'}
  `('what began $distance ms back is so $text', ({ distance, text }) => {
    const iso = new Date(now - distance).toISOString();
    expect(formatSince(iso, now)).toBe(text);
  });

  it('says nothing of a moment that is not known', () => {
    expect(formatSince(undefined, now)).toBe('–');
  });
});
