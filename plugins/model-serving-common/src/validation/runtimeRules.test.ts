import { onnxRuntime } from '../__fixtures__';
import {
  validate,
  lines,
  errorsOf,
  warningsOf,
  model,
  spec,
  M,
} from '../__fixtures__/validation';

describe('runtimes', () => {
  it('that do not fit are a warning, because one may come', () => {
    const result = validate({
      service: model({ modelFormat: { name: 'pmml' } }),
    });
    expect(result.errors).toEqual([]);
    expect(lines(result.warnings)).toEqual([
      `${M}.modelFormat.name: No runtime found to support specified framework/version`,
    ]);
  });

  it('that this cluster cannot start, too', () => {
    expect(
      warningsOf({
        facts: {
          problems: {
            'ClusterServingRuntime//greenroom-onnx': 'not installed',
          },
        },
      }),
    ).toEqual([
      `${M}.modelFormat.name: "greenroom-onnx" serves onnx 1, but this cluster cannot start it: not installed`,
    ]);
  });

  it('with a placeholder that nothing fills are an error', () => {
    const runtimes = [
      onnxRuntime(r => {
        r.spec.containers[0].args = ['{{.Labels.team}}'];
      }),
    ];
    expect(errorsOf({ facts: { runtimes } })).toEqual([
      `${M}: failed to replace placeholders in serving runtime greenroom-onnx Container kserve-container: the label "team" is not set on the InferenceService`,
    ]);
  });

  it.each`
    change                                           | says
    ${{ protocolVersion: 'v9' }}                     | ${'"v9" is none of the known protocols v1, v2, grpc-v1, grpc-v2'}
    ${{ image: 'a@sha256:01', runtimeVersion: '2' }} | ${'has no effect, because the image is pinned by digest'}
  `('warns of $change', ({ change, says }) => {
    expect(validate({ service: model(change) }).warnings[0].message).toBe(says);
  });

  it('says which component with its own containers can have no pod', () => {
    const probe = { httpGet: { port: 1 }, tcpSocket: { port: 1 } };
    const service = spec({
      explainer: { containers: [{ readinessProbe: probe }] },
    });
    const told = {
      path: 'spec.explainer',
      message: expect.stringContaining('more than 1 handler'),
    };
    expect(validate({ service }).errors).toEqual([told]);
    expect(validate({ service, profile: 'kserve' })).toMatchObject({
      errors: [],
      warnings: expect.arrayContaining([told]),
    });
  });
});
