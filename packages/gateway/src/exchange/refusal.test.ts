import { rawRefusal, refusalBody, refusals } from './refusal';

describe('refusalBody', () => {
  it('says what, why and when to come again', () => {
    expect(
      JSON.parse(refusalBody(refusals.notReady, '/v2/models/iris/infer')),
    ).toEqual({
      error: 'No replica of the service is ready yet; one is being started.',
      reason: 'NotReady',
      retryAfterSeconds: 5,
    });
  });

  it.each([
    '/v1/chat/completions',
    '/openai/v1/completions',
    '/openai/v1/models',
    '/v1/embeddings?x=1',
  ])("speaks OpenAI's shape at %s", path => {
    expect(JSON.parse(refusalBody(refusals.upstreamReset, path))).toEqual({
      error: {
        message: refusals.upstreamReset.message,
        type: 'server_error',
        code: 'UpstreamReset',
      },
    });
  });

  it.each(['/v1/models/iris:predict', '/v2/models/iris/infer'])(
    'speaks its own shape at %s',
    path => {
      expect(JSON.parse(refusalBody(refusals.upstreamReset, path)).error).toBe(
        refusals.upstreamReset.message,
      );
    },
  );
});

describe('rawRefusal', () => {
  it('is a whole answer that closes the connection', () => {
    const [head, body] = rawRefusal(refusals.headersTooLarge).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 431 /);
    expect(head).toMatch(/connection: close/);
    expect(head).toMatch(new RegExp(`content-length: ${body.length}\\b`));
    expect(JSON.parse(body).reason).toBe('HeadersTooLarge');
  });
});
