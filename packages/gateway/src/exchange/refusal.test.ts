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

  it.each`
    path                         | isOpenAi
    ${'/v1/chat/completions'}    | ${true}
    ${'/openai/v1/completions'}  | ${true}
    ${'/openai/v1/models'}       | ${true}
    ${'/v1/embeddings?x=1'}      | ${true}
    ${'/v1/models/iris:predict'} | ${false}
    ${'/v2/models/iris/infer'}   | ${false}
  `("speaks OpenAI's shape at $path: $isOpenAi", ({ path, isOpenAi }) => {
    const { error } = JSON.parse(refusalBody(refusals.upstreamReset, path));
    if (isOpenAi)
      expect(error).toEqual({
        message: refusals.upstreamReset.message,
        type: 'server_error',
        code: 'UpstreamReset',
      });
    else expect(error).toBe(refusals.upstreamReset.message);
  });
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
