import { isNews } from './isNews';

it.each`
  phase         | type           | expected
  ${'waiting'}  | ${'launching'} | ${true}
  ${'starting'} | ${'spawned'}   | ${false}
  ${'starting'} | ${'listening'} | ${false}
  ${'ready'}    | ${'listening'} | ${true}
  ${'starting'} | ${'ready'}     | ${true}
  ${'ready'}    | ${'unready'}   | ${true}
  ${'ready'}    | ${'usage'}     | ${false}
  ${'ready'}    | ${'exited'}    | ${true}
`(
  '$type of a $phase replica is news: $expected',
  ({ phase, type, expected }) => {
    expect(isNews({ phase }, { type })).toBe(expected);
  },
);
