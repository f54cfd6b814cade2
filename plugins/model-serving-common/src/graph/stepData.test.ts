import { parseStepData } from './stepData';

describe('data of a step', () => {
  it.each([
    ['', 'request', undefined],
    ['$request', 'request', undefined],
    ['$response', 'response', undefined],
    ['$response.outputs.0.data', 'response', '[1]'],
    ['$request.outputs.@keys', 'request', '[null]'],
  ])('%s is the %s', (text, source, found) => {
    const { data } = parseStepData(text);
    expect(data?.source).toBe(source);
    expect(data?.find?.('{"outputs":[{"data":[1]}]}')).toBe(found);
  });

  it.each([
    ['response', 'is none of $request, $response'],
    ['$responses', 'is none of $request, $response'],
    ['$response.', 'is none of $request, $response'],
    ['$response.#(a', 'the path in "$response.#(a" opens'],
  ])('%s is refused: %s', (text, problem) => {
    expect(parseStepData(text).problem).toContain(problem);
  });
});
