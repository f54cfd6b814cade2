import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { payloadHandling } from './payloadHandling';

const service: InferenceService = {
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: { name: 'iris', namespace: 'demo', annotations: { team: 'blue' } },
  spec: { predictor: {} },
};
const named = {
  namespace: 'demo',
  inferenceService: 'iris',
  component: 'predictor',
};

describe('payloadHandling', () => {
  it.each`
    asked                                              | batching
    ${{}}                                              | ${{ maxBatchSize: 32, maxLatencyMs: 5_000 }}
    ${{ maxBatchSize: 0, maxLatency: -1, timeout: 0 }} | ${{ maxBatchSize: 32, maxLatencyMs: 5_000 }}
    ${{ maxBatchSize: 4, maxLatency: 20 }}             | ${{ maxBatchSize: 4, maxLatencyMs: 20 }}
    ${{ timeout: 7 }}                                  | ${{ maxBatchSize: 32, maxLatencyMs: 5_000, timeoutMs: 7_000 }}
  `('a batcher of $asked is $batching', ({ asked, batching }) => {
    expect(payloadHandling(service, 'predictor', { batcher: asked })).toEqual({
      batching,
    });
  });

  it.each`
    asked                                                                     | payloadLog
    ${{ url: 'http://a/' }}                                                   | ${{ mode: 'all' }}
    ${{ url: 'http://a/', mode: '' }}                                         | ${{ mode: 'all' }}
    ${{ url: 'http://a/', mode: 'request' }}                                  | ${{ mode: 'request' }}
    ${{ url: 'http://a/', metadataHeaders: ['x-tenant'] }}                    | ${{ mode: 'all', metadataHeaders: ['x-tenant'] }}
    ${{ url: 'http://a/', metadataAnnotations: ['team', 'nobody has this'] }} | ${{ mode: 'all', annotations: { team: 'blue' } }}
    ${{ url: 'http://a/', metadataAnnotations: ['nobody has this'] }}         | ${{ mode: 'all' }}
  `('a logger of $asked is $payloadLog', ({ asked, payloadLog }) => {
    expect(payloadHandling(service, 'predictor', { logger: asked })).toEqual({
      payloadLog: { url: 'http://a/', ...named, ...payloadLog },
    });
  });

  it.each([[{}], [{ logger: {} }]])('%j asks for nothing', component => {
    expect(payloadHandling(service, 'predictor', component)).toEqual({});
  });
});
