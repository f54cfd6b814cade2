import { errorsOf, predictor, warningsOf } from '../__fixtures__/validation';

const P = 'spec.predictor';
const byItself =
  'this cluster sends each payload to the URL by itself and writes none to a bucket; leave it out, or choose a cluster that runs KServe';

describe('payloads', () => {
  it.each`
    situation                        | change                                                                                               | errors
    ${'a batcher'}                   | ${{ batcher: {} }}                                                                                   | ${[]}
    ${'a batcher with all'}          | ${{ batcher: { maxBatchSize: 8, maxLatency: 50, timeout: 5 } }}                                      | ${[]}
    ${"KServe's way to say default"} | ${{ batcher: { maxBatchSize: 0, maxLatency: -1 } }}                                                  | ${[]}
    ${'a batch that is too large'}   | ${{ batcher: { maxBatchSize: 10_001 } }}                                                             | ${[`${P}.batcher.maxBatchSize: must not be more than 10000, got 10001`]}
    ${'a wait that is too long'}     | ${{ batcher: { maxLatency: 60_001 } }}                                                               | ${[`${P}.batcher.maxLatency: must not be more than 60000 ms, got 60001`]}
    ${'a logger'}                    | ${{ logger: { url: 'https://sink.example.com/' } }}                                                  | ${[]}
    ${'a logger without a URL'}      | ${{ logger: {} }}                                                                                    | ${[`${P}.logger.url: is missing: this cluster has no broker of its own, so say where payloads go, for example https://collector.example.com/`]}
    ${'text that is no URL'}         | ${{ logger: { url: 'sink' } }}                                                                       | ${[`${P}.logger.url: is not a URL; write it in full, for example https://collector.example.com/`]}
    ${'a bucket'}                    | ${{ logger: { url: 's3://logs/iris' } }}                                                             | ${[`${P}.logger.url: "s3:" is not supported here; use http:// or https://`]}
    ${'a password'}                  | ${{ logger: { url: 'http://u:p@sink.example.com/' } }}                                               | ${[`${P}.logger.url: holds a user name or password, which everybody who sees the deployment could read; let the collector know its senders in another way`]}
    ${'batches of events'}           | ${{ logger: { url: 'http://sink.example.com/', batchSize: 4 } }}                                     | ${[`${P}.logger.batchSize: ${byItself}`]}
    ${'another mode'}                | ${{ logger: { url: 'http://sink.example.com/', mode: 'some' } }}                                     | ${[`${P}.logger.mode: invalid logger type`]}
    ${'half a storage'}              | ${{ logger: { url: 'http://sink.example.com/', storage: { path: 'a' } } }}                           | ${[`${P}.logger.storage: invalid logger storage configuration`, `${P}.logger.storage: ${byItself}`]}
    ${'an empty mode'}               | ${{ logger: { url: 'http://sink.example.com/', mode: '' } }}                                         | ${[]}
    ${'storage'}                     | ${{ logger: { url: 'http://sink.example.com/', storage: { path: 'a', parameters: {}, key: 'b' } } }} | ${[`${P}.logger.storage: ${byItself}`]}
  `('$situation: $errors', ({ change, errors }) => {
    expect(errorsOf({ service: predictor(change) })).toEqual(errors);
  });

  it('never repeats a URL that holds a password', () => {
    const service = predictor({ logger: { url: 'http://u:secret@sink/' } });
    expect(errorsOf({ service }).join()).not.toContain('secret');
  });

  it("leaves to KServe what is KServe's", () => {
    const service = predictor({
      logger: { url: 's3://logs/iris' },
      batcher: { maxLatency: 100_000 },
    });
    expect(errorsOf({ service, profile: 'kserve' })).toEqual([]);
  });

  it('honours the time of a batch, which KServe does not', () => {
    const service = predictor({ batcher: { timeout: 5 } });
    expect(warningsOf({ service })).toEqual([]);
    expect(warningsOf({ service, profile: 'kserve' })).toContain(
      `${P}.batcher.timeout: has no effect; maxLatency bounds how long a batch waits`,
    );
  });
});
