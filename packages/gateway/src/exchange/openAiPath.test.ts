import { openAiPathAt } from './openAiPath';

describe('openAiPathAt', () => {
  it.each`
    base            | path                                           | expected
    ${'/v1'}        | ${'/openai/v1/chat/completions'}               | ${'/v1/chat/completions'}
    ${'/v1'}        | ${'/openai/v1/completions?a=b'}                | ${'/v1/completions?a=b'}
    ${'/v1'}        | ${'/openai/v1/models'}                         | ${'/v1/models'}
    ${'/v1'}        | ${'/openai/v1/models/org/llama-3.1:8b'}        | ${'/v1/models/org/llama-3.1:8b'}
    ${'/v1'}        | ${'/v1/chat/completions'}                      | ${'/v1/chat/completions'}
    ${'/v1'}        | ${'/openai/v1'}                                | ${'/openai/v1'}
    ${'/v1'}        | ${'/openai/v10/models'}                        | ${'/openai/v10/models'}
    ${'/v1'}        | ${'/openai/v1/../v2/repository/models/m/load'} | ${'/openai/v1/../v2/repository/models/m/load'}
    ${'/v1'}        | ${'/openai/v1//x'}                             | ${'/openai/v1//x'}
    ${'/v1'}        | ${'/openai/v1/%2e%2e/x'}                       | ${'/openai/v1/%2e%2e/x'}
    ${'/v1'}        | ${'/v2/models/m/infer'}                        | ${'/v2/models/m/infer'}
    ${'/openai/v1'} | ${'/v1/chat/completions'}                      | ${'/openai/v1/chat/completions'}
    ${'/openai/v1'} | ${'/v1/completions?a=b'}                       | ${'/openai/v1/completions?a=b'}
    ${'/openai/v1'} | ${'/v1/embeddings'}                            | ${'/openai/v1/embeddings'}
    ${'/openai/v1'} | ${'/v1/rerank'}                                | ${'/openai/v1/rerank'}
    ${'/openai/v1'} | ${'/v1/responses'}                             | ${'/openai/v1/responses'}
    ${'/openai/v1'} | ${'/openai/v1/rerank'}                         | ${'/openai/v1/rerank'}
    ${'/openai/v1'} | ${'/v1/models'}                                | ${'/v1/models'}
    ${'/openai/v1'} | ${'/v1/models/m:predict'}                      | ${'/v1/models/m:predict'}
    ${'/openai/v1'} | ${'/v1/completions/../../x'}                   | ${'/v1/completions/../../x'}
  `('at a server of $base $path is $expected', ({ base, path, expected }) => {
    expect(openAiPathAt(base, path)).toBe(expected);
  });
});
