import { completeHeaders, sortRequestHeaders } from './requestHeaders';

const newTrace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
const callersTrace = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;

const readFor = (raw: readonly string[], authority?: string) => {
  const sorted = sortRequestHeaders(raw, '10.0.0.9', authority);
  const completed = completeHeaders(
    sorted,
    () => 'new-id',
    () => newTrace,
  );
  return { ...completed, refusal: sorted.refusal };
};

const read = (...raw: string[]) => readFor(raw);

const added = [
  'x-forwarded-for',
  '10.0.0.9',
  'x-forwarded-proto',
  'http',
  'x-forwarded-host',
  'iris.demo',
  'x-request-id',
  'new-id',
];

const addedTrace = ['traceparent', newTrace];

describe('the headers of a request', () => {
  it('passes end-to-end headers on as they are', () => {
    const headers = read(
      'Host',
      'iris.demo',
      'Accept',
      '*/*',
      'X-A',
      '1',
      'x-a',
      '2',
      'traceparent',
      callersTrace,
    );
    expect(headers.forward).toEqual([
      ...[
        'Host',
        'iris.demo',
        'Accept',
        '*/*',
        'X-A',
        '1',
        'x-a',
        '2',
        'traceparent',
        callersTrace,
      ],
      ...added,
    ]);
    expect(headers).toMatchObject({
      host: 'iris.demo',
      requestId: 'new-id',
      refusal: undefined,
    });
  });

  it('are sorted once, and completed for each request by itself', () => {
    const sorted = sortRequestHeaders(['Host', 'h'], '10.0.0.9');
    let ids = 0;
    const next = () =>
      completeHeaders(
        sorted,
        () => `id-${++ids}`,
        () => newTrace,
      );
    const first = next();
    first.forward.push('x-of-its-route', '1');
    expect(next().forward).toEqual([
      ...['Host', 'h', 'x-forwarded-for', '10.0.0.9'],
      ...['x-forwarded-proto', 'http', 'x-forwarded-host', 'h'],
      ...['x-request-id', 'id-2', ...addedTrace],
    ]);
  });

  it('takes the authority of the target for the host, whatever Host says', () => {
    const { host, forward } = readFor(['Host', 'other'], 'iris.demo');
    expect(host).toBe('iris.demo');
    expect(forward).toEqual(['Host', 'iris.demo', ...added, ...addedTrace]);
  });

  it('says that there is no host where HTTP/1.0 said none', () => {
    expect(read('X-A', '1').forward.slice(0, 4)).toEqual([
      'X-A',
      '1',
      'host',
      '',
    ]);
  });

  it('drops hop-by-hop headers and those that Connection names', () => {
    const headers = read(
      ...[
        'Host',
        'iris.demo',
        'Connection',
        'keep-alive, X-Secret , TE',
        'Keep-Alive',
        'timeout=5',
      ],
      ...[
        'X-Secret',
        's',
        'Proxy-Authorization',
        'p',
        'Proxy-Connection',
        'c',
        'TE',
        'gzip',
        'Upgrade',
        'h2c',
      ],
      ...[
        'HTTP2-Settings',
        'x',
        'Expect',
        '100-continue',
        'Transfer-Encoding',
        'chunked',
        'X-Kept',
        'k',
      ],
    );
    expect(headers.forward).toEqual([
      'Host',
      'iris.demo',
      'X-Kept',
      'k',
      ...added,
      ...addedTrace,
    ]);
  });

  it('cannot be made to drop Host by naming it', () => {
    expect(read('Host', 'iris.demo', 'Connection', 'host').forward).toContain(
      'Host',
    );
  });

  it('keeps TE: trailers', () => {
    expect(read('Host', 'iris.demo', 'TE', 'gzip, trailers').forward).toEqual(
      expect.arrayContaining(['te', 'trailers']),
    );
  });

  it('continues what proxies before it said', () => {
    const { forward, requestId } = read(
      ...[
        'Host',
        'h',
        'X-Forwarded-For',
        '1.1.1.1',
        'X-Forwarded-For',
        '2.2.2.2',
      ],
      ...[
        'X-Forwarded-Proto',
        'https',
        'X-Forwarded-Host',
        'public',
        'X-Request-Id',
        'caller-7',
      ],
    );
    expect(forward).toEqual([
      ...['Host', 'h', 'X-Forwarded-For', '1.1.1.1, 2.2.2.2, 10.0.0.9'],
      ...[
        'X-Forwarded-Proto',
        'https',
        'X-Forwarded-Host',
        'public',
        'x-request-id',
        'caller-7',
      ],
      ...addedTrace,
    ]);
    expect(requestId).toBe('caller-7');
  });

  it.each`
    situation                            | raw                                                           | trace           | isTraceNew
    ${"its caller's"}                    | ${['traceparent', callersTrace, 'tracestate', 'v=1']}         | ${callersTrace} | ${false}
    ${'a new one if there is none'}      | ${[]}                                                         | ${newTrace}     | ${true}
    ${'a new one if it is not valid'}    | ${['traceparent', '00-a-b-01', 'tracestate', 'v=1']}          | ${newTrace}     | ${true}
    ${'a new one if there are two'}      | ${['traceparent', callersTrace, 'Traceparent', callersTrace]} | ${newTrace}     | ${true}
    ${'a new one if it was for one hop'} | ${['traceparent', callersTrace, 'Connection', 'traceparent']} | ${newTrace}     | ${true}
  `('its trace is $situation', ({ raw, trace, isTraceNew }) => {
    const headers = read('Host', 'h', 'Connection', 'x-other', ...raw);
    expect(headers.forward[headers.traceparentAt]).toBe(trace);
    expect(headers.isTraceNew).toBe(isTraceNew);
    const names = headers.forward.filter((_, at) => at % 2 === 0);
    expect(names.filter(name => /^traceparent$/i.test(name))).toHaveLength(1);
    expect(names.includes('tracestate')).toBe(
      !isTraceNew && raw.includes('tracestate'),
    );
  });

  it.each(['', 'with space', 'x'.repeat(129)])(
    'replaces the request id %j',
    id => {
      expect(read('Host', 'h', 'X-Request-Id', id).requestId).toBe('new-id');
    },
  );

  it.each`
    situation              | raw                                                                 | status
    ${'two hosts'}         | ${['Host', 'a', 'Host', 'b']}                                       | ${400}
    ${'an unknown coding'} | ${['Host', 'a', 'Transfer-Encoding', 'gzip, chunked']}              | ${501}
    ${'chunked twice'}     | ${['Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'chunked']} | ${501}
  `('refuses $situation', ({ raw, status }) => {
    expect(read(...raw).refusal?.status).toBe(status);
  });

  it('leaves the framing to whoever sends it on', () => {
    expect(read('Host', 'h', 'Content-Length', '17').forward).not.toContain(
      'Content-Length',
    );
  });
});
