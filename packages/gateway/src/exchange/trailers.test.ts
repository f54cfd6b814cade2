import { forwardableTrailers } from './trailers';

describe('forwardableTrailers', () => {
  it('passes what says something about the body', () => {
    const raw = ['X-Checksum', 'abc', 'grpc-status', '0', 'x-checksum', 'd'];
    expect(forwardableTrailers(raw)).toEqual(raw);
    expect(forwardableTrailers([])).toEqual([]);
  });

  it('drops what could mislead a receiver', () => {
    expect(
      forwardableTrailers([
        ...['Transfer-Encoding', 'chunked', 'Content-Length', '1'],
        ...['Host', 'b', 'Authorization', 'x', 'Connection', 'close', 'A', 'b'],
      ]),
    ).toEqual(['A', 'b']);
  });
});
