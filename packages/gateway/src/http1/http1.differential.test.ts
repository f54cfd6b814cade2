import { compareReadings, stricter } from './__testUtils__/compareReadings';

describe('our framing beside that of Node', () => {
  it('reads the same requests in any bytes, or refuses for a reason that has a name', async () => {
    const { disagreements, cases, requests, forwarded, refused } =
      await compareReadings(1, 6_000);
    expect(disagreements).toEqual([]);
    expect(cases).toBe(6_000);
    // It is no proof if little was read.
    expect(requests).toBeGreaterThan(3_000);
    expect(forwarded).toBeGreaterThan(3_000);
    expect(Object.keys(stricter)).toEqual(
      expect.arrayContaining(Object.keys(refused)),
    );
  }, 300_000);
});
