import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { apiEntityRefOf, entityNameOf, entityRefOf } from './entityName';
import { sha256 } from './sha256';

// Frozen: these are identities of entities that exist in people's catalogs.
describe('entityNameOf', () => {
  it.each`
    kind                       | cluster    | isDefaultCluster | name      | expected
    ${'InferenceService'}      | ${'local'} | ${true}          | ${'iris'} | ${'iris'}
    ${'InferenceService'}      | ${'prod'}  | ${false}         | ${'iris'} | ${'prod.iris'}
    ${'InferenceGraph'}        | ${'local'} | ${true}          | ${'iris'} | ${'iris_graph'}
    ${'ServingRuntime'}        | ${'local'} | ${true}          | ${'onnx'} | ${'onnx_runtime'}
    ${'ClusterServingRuntime'} | ${'local'} | ${true}          | ${'onnx'} | ${'onnx_cluster-runtime'}
    ${'ClusterServingRuntime'} | ${'prod'}  | ${false}         | ${'onnx'} | ${'prod.onnx_cluster-runtime'}
    ${'Connection'}            | ${'local'} | ${true}          | ${'s3'}   | ${'s3_connection'}
    ${'Model'}                 | ${'local'} | ${true}          | ${'iris'} | ${'iris_model'}
  `('$kind $name on $cluster is $expected', ({ expected, ...options }) => {
    expect(entityNameOf(options)).toBe(expected);
  });

  it('keeps 63 characters and shortens 64 with a hash of the whole', () => {
    const named = (name: string) =>
      entityNameOf({
        kind: 'InferenceService',
        cluster: 'local',
        isDefaultCluster: true,
        name,
      });
    expect(named('a'.repeat(63))).toBe('a'.repeat(63));
    expect(named('a'.repeat(64))).toBe(`${'a'.repeat(54)}-ffe054fe`);
  });

  it('is a valid entity name, and different for different resources', () => {
    const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,70}[a-z0-9])?$/);
    const kind = fc.constantFrom(
      'InferenceService' as const,
      'InferenceGraph' as const,
      'ServingRuntime' as const,
      'ClusterServingRuntime' as const,
      'Connection' as const,
      'Model' as const,
    );
    const options = fc.record({
      kind,
      name,
      cluster: fc.constantFrom('local', 'prod'),
    });
    const nameOf = (value: {
      kind: 'InferenceService';
      name: string;
      cluster: string;
    }) =>
      entityNameOf({ ...value, isDefaultCluster: value.cluster === 'local' });
    fc.assert(
      fc.property(options, options, (a, b) => {
        const [left, right] = [a, b].map(value =>
          nameOf(value as Parameters<typeof nameOf>[0]),
        );
        expect(left).toMatch(/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/);
        expect(left.length).toBeLessThanOrEqual(63);
        expect(left === right).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});

describe('entityRefOf', () => {
  const iris = {
    kind: 'InferenceService',
    cluster: 'local',
    name: 'iris',
    isDefaultCluster: true,
  } as const;

  it.each`
    options                                                                     | expected
    ${{ ...iris, namespace: 'demo' }}                                           | ${'component:demo/iris'}
    ${{ ...iris, namespace: 'demo', cluster: 'prod', isDefaultCluster: false }} | ${'component:demo/prod.iris'}
    ${{ ...iris, namespace: 'demo', kind: 'InferenceGraph' }}                   | ${'component:demo/iris_graph'}
    ${{ ...iris, namespace: 'demo', kind: 'Model' }}                            | ${'resource:demo/iris_model'}
    ${{ ...iris, kind: 'ClusterServingRuntime' }}                               | ${'resource:default/iris_cluster-runtime'}
    ${{ ...iris, namespace: 'demo', cluster: 'EU', isDefaultCluster: false }}   | ${'component:demo/eu.iris'}
  `('is $expected', ({ options, expected }) => {
    expect(entityRefOf(options)).toBe(expected);
  });

  it('gives the API the name of its component', () => {
    expect(apiEntityRefOf({ ...iris, namespace: 'demo' })).toBe(
      'api:demo/iris',
    );
  });
});

describe('sha256', () => {
  it.each`
    text     | digest
    ${''}    | ${'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}
    ${'abc'} | ${'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'}
  `('of "$text" is the one of FIPS 180-4', ({ text, digest }) => {
    expect(sha256(text)).toBe(digest);
  });

  it('agrees with another implementation for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
        const digest = createHash('sha256').update(text, 'utf8').digest('hex');
        expect(sha256(text)).toBe(digest);
      }),
    );
  });
});
