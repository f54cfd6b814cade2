import { payloadLines } from './payloadLines';

describe('payloadLines', () => {
  it.each`
    component                                             | lines
    ${{}}                                                 | ${[]}
    ${{ batcher: {} }}                                    | ${['batcher: 32 instances or 5000 ms']}
    ${{ batcher: { maxBatchSize: 4, maxLatency: 20 } }}   | ${['batcher: 4 instances or 20 ms']}
    ${{ logger: { url: 'http://a/' } }}                   | ${['logger: Requests and answers, to http://a/']}
    ${{ logger: { url: 'http://a/', mode: 'request' } }}  | ${['logger: Requests, to http://a/']}
    ${{ logger: { url: 'http://a/', mode: 'response' } }} | ${['logger: Answers, to http://a/']}
  `('says of $component: $lines', ({ component, lines }) => {
    expect(
      payloadLines(component).map(({ name, value }) => `${name}: ${value}`),
    ).toEqual(lines);
  });
});
