import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { sinkProblems } from './sinkProblems';

const strict = { allowPrivate: false, allowHosts: [] };

function serviceWith(url: string | undefined): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo' },
    spec: { predictor: { logger: { url } } },
  };
}

describe('sinkProblems', () => {
  it.each`
    url                                   | policy                                                     | reason
    ${undefined}                          | ${strict}                                                  | ${undefined}
    ${'http://8.8.8.8/events'}            | ${strict}                                                  | ${undefined}
    ${'http://10.0.0.7/events'}           | ${strict}                                                  | ${'10.0.0.7 is a private address'}
    ${'http://10.0.0.7/events'}           | ${{ allowPrivate: true, allowHosts: [] }}                  | ${undefined}
    ${'http://127.0.0.1:9000/'}           | ${{ allowPrivate: true, allowHosts: [] }}                  | ${'127.0.0.1 is a loopback address'}
    ${'http://127.0.0.1:9000/'}           | ${{ allowPrivate: false, allowHosts: ['127.0.0.1'] }}      | ${undefined}
    ${'http://169.254.169.254/latest'}    | ${{ allowPrivate: true, allowHosts: ['169.254.169.254'] }} | ${'link-local or metadata'}
    ${'http://metadata.google.internal/'} | ${strict}                                                  | ${'metadata service'}
  `('$url: $reason', async ({ url, policy, reason }) => {
    const { errors } = await sinkProblems(serviceWith(url), policy);
    const refused = {
      path: 'spec.predictor.logger.url',
      message: expect.stringContaining(reason ?? ''),
    };
    expect(errors).toEqual(reason === undefined ? [] : [refused]);
  });

  it('only warns of a name that nobody knows now', async () => {
    const { errors, warnings } = await sinkProblems(
      serviceWith('http://nowhere.invalid/'),
      strict,
    );
    expect(errors).toEqual([]);
    expect(warnings).toMatchObject([{ path: 'spec.predictor.logger.url' }]);
  });
});
