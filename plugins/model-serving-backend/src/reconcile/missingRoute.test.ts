import { missingSince, routeMissing } from './missingRoute';

const now = Date.parse('2026-01-01T00:10:00Z');
const before = '2026-01-01T00:09:00.000Z';

describe('a route that is not live', () => {
  it.each`
    looks                                | isLive   | previous                         | since
    ${'the first one'}                   | ${false} | ${undefined}                     | ${'2026-01-01T00:10:00.000Z'}
    ${'the first one after it was live'} | ${false} | ${{}}                            | ${'2026-01-01T00:10:00.000Z'}
    ${'one more'}                        | ${false} | ${{ routeMissingSince: before }} | ${before}
    ${'live again'}                      | ${true}  | ${{ routeMissingSince: before }} | ${undefined}
  `('$looks: since $since', ({ isLive, previous, since }) => {
    const route = { live: isLive, endpoints: [] };
    const told = missingSince(isLive, previous, now);
    expect(told.missingSince).toBe(since);
    expect(
      routeMissing({ route: { ...route, ...told } }).routeMissingSince,
    ).toBe(since);
  });
});
