import {
  fixture,
  names,
  query,
  runtime,
  whyNot,
} from '../__fixtures__/runtimes';
import { selectRuntimes } from './selectRuntimes';

describe('why a runtime was not picked', () => {
  it.each`
    reason          | change                                                           | sentence
    ${'disabled'}   | ${{ disabled: true }}                                            | ${'"x" is switched off.'}
    ${'multiModel'} | ${{ multiModel: true }}                                          | ${'"x" is for servers that hold many models.'}
    ${'format'}     | ${{ supportedModelFormats: [{ name: 'onnx' }, { name: 'tf' }] }} | ${'"x" does not serve the format m; it serves onnx and tf.'}
    ${'version'}    | ${{ supportedModelFormats: [{ name: 'm', version: '2' }] }}      | ${'"x" does not serve m 1; it serves m 2.'}
    ${'version'}    | ${{ supportedModelFormats: [{ name: 'm', autoSelect: true }] }}  | ${'"x" does not serve m 1; it serves m.'}
    ${'autoSelect'} | ${{ supportedModelFormats: [{ name: 'm', version: '1' }] }}      | ${'"x" serves m 1 only when it is chosen by name.'}
    ${'protocol'}   | ${{ protocolVersions: ['v2', 'grpc-v2'] }}                       | ${'"x" speaks v2 and grpc-v2; the deployment asks for v1.'}
    ${'workerSpec'} | ${{ workerSpec: {} }}                                            | ${'"x" is for models that are spread over several nodes.'}
  `('$reason: $sentence', ({ reason, change, sentence }) => {
    const runtimes = [runtime('x', [['m', '1']], ['v1'], change)];
    const selection = selectRuntimes(
      query({ format: 'm', version: '1', protocolVersion: 'v1' }, { runtimes }),
    );
    expect(selection.candidates).toEqual([]);
    expect(selection.rejected).toMatchObject([{ reason, sentence }]);
    expect(selection.failure?.reason).toBe('NoSupportingRuntime');
  });

  it('passes over what this cluster cannot start, and says so if nothing else fits', () => {
    const problems = { 'ServingRuntime/demo/tf-runtime': 'docker is missing' };
    const model = { format: 'tensorflow' };
    const other = selectRuntimes(query(model, { problems }));
    expect(names(other)).toEqual(['cluster-tf-runtime']);
    expect(whyNot(other)).toMatchObject({ 'tf-runtime': 'unavailable' });

    const none = selectRuntimes(
      query(model, { problems, runtimes: fixture.slice(0, 1) }),
    );
    expect(none.failure).toEqual({
      reason: 'RuntimeUnavailable',
      message:
        '"tf-runtime" serves tensorflow, but this cluster cannot start it: docker is missing',
      path: 'spec.predictor.model.modelFormat.name',
    });
  });

  it('says so too if it fits only by a relaxed rule', () => {
    const selection = selectRuntimes(
      query(
        { format: 'xgboost' },
        {
          problems: {
            'ClusterServingRuntime//cluster-xgboost-runtime': 'not installed',
          },
        },
      ),
    );
    expect(selection.failure?.reason).toBe('RuntimeUnavailable');
    expect(whyNot(selection)).toMatchObject({
      'cluster-xgboost-runtime': 'unavailable',
    });
    expect(selection.relaxations).toEqual([]);
  });

  it('names the winner and its advantage', () => {
    const selection = selectRuntimes(
      query({ format: 'sklearn', protocolVersion: 'v2' }),
    );
    expect(selection.rejected[0].sentence).toBe(
      '"sklearn-runtime" fits too, but "mlserver-runtime" comes first: its priority is 2, against 1.',
    );
  });
});
