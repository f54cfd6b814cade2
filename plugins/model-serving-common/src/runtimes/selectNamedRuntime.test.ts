import { both, query, runtime } from '../__fixtures__/runtimes';
import { selectRuntimes } from './selectRuntimes';

describe('a runtime that the deployment names', () => {
  it.each`
    situation                        | model                                                                        | reason                    | message
    ${'is missing'}                  | ${{ format: 'tensorflow', runtime: 'gone' }}                                 | ${'RuntimeNotRecognized'} | ${'Waiting for runtime to become available'}
    ${'is disabled'}                 | ${{ format: 'pmml', runtime: 'pmml-runtime' }}                               | ${'RuntimeDisabled'}      | ${'Specified runtime is disabled'}
    ${'does not speak the protocol'} | ${{ format: 'sklearn', runtime: 'mlserver-runtime', protocolVersion: 'v1' }} | ${'NoSupportingRuntime'}  | ${'Specified runtime does not support specified protocol version'}
    ${'does not serve the format'}   | ${{ format: 'onnx', runtime: 'tf-runtime' }}                                 | ${'NoSupportingRuntime'}  | ${'Specified runtime does not support specified framework/version'}
  `('$situation: $reason', ({ model, reason, message }) => {
    for (const profile of ['kserve', 'greenroom'] as const) {
      const { failure, candidates } = selectRuntimes(query(model, { profile }));
      expect(candidates).toEqual([]);
      expect(failure).toMatchObject({ reason, message });
    }
  });

  it('need not be selectable automatically, and speaks its own protocol', () => {
    const manual = runtime('manual', [], ['grpc-v2', 'v2'], {
      supportedModelFormats: [{ name: 'm' }],
    });
    const selection = selectRuntimes(
      query({ format: 'm', runtime: 'manual' }, { runtimes: [manual] }),
    );
    expect(selection.candidates).toEqual([{ runtime: manual, protocol: 'v2' }]);
  });

  it('is the one of the project, before one of the cluster with its name', () => {
    const ofProject = runtime('same', [['m']], both);
    const ofCluster = runtime('same', [['m']], both, { cluster: true });
    const selection = selectRuntimes(
      query(
        { format: 'm', runtime: 'same' },
        { runtimes: [ofCluster, ofProject] },
      ),
    );
    expect(selection.candidates[0].runtime).toBe(ofProject);
  });

  it('fails with the reason if this cluster cannot start it', () => {
    const { failure } = selectRuntimes(
      query(
        { format: 'tensorflow', runtime: 'cluster-tf-runtime' },
        {
          problems: {
            'ClusterServingRuntime//cluster-tf-runtime': 'no docker here',
          },
        },
      ),
    );
    expect(failure).toEqual({
      reason: 'RuntimeUnavailable',
      message:
        '"cluster-tf-runtime" cannot be started on this cluster: no docker here',
      path: 'spec.predictor.model.runtime',
    });
  });
});
