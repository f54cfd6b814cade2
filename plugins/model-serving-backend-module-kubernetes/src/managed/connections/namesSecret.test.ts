import { namesSecret } from './namesSecret';

const service = (predictor: object, notes: object = {}) => ({
  metadata: { name: 'bucket', annotations: notes },
  spec: { predictor },
});
const pod = (spec: object) => ({ metadata: { name: 'iris-1' }, spec });
const variable = (secretKeyRef: object) =>
  pod({ initContainers: [{ env: [{ valueFrom: { secretKeyRef } }] }] });

describe('namesSecret', () => {
  it.each`
    by                                      | object
    ${'the annotation of Open Data Hub'}    | ${service({}, { 'opendatahub.io/connections': 'bucket' })}
    ${'it, in a list with namespaces'}      | ${service({}, { 'opendatahub.io/connections': 'demo/other, demo/bucket' })}
    ${'the annotation of KServe'}           | ${service({}, { 'serving.kserve.io/storageSecretName': 'bucket' })}
    ${'the storage of its model'}           | ${service({ model: { storage: { key: 'bucket', path: 'a' } } })}
    ${'the storage of a canary'}            | ${{ spec: { canary: [{ predictor: { model: { storage: { key: 'bucket' } } } }] } }}
    ${'a pull secret'}                      | ${service({ imagePullSecrets: [{ name: 'other' }, { name: 'bucket' }] })}
    ${'a variable'}                         | ${variable({ name: 'bucket', key: 'AWS_ACCESS_KEY_ID' })}
    ${'an entry of the storage of all'}     | ${variable({ name: 'storage-config', key: 'bucket' })}
    ${'all variables of a container'}       | ${pod({ containers: [{ envFrom: [{ secretRef: { name: 'bucket' } }] }] })}
    ${'a volume'}                           | ${pod({ volumes: [{ secret: { secretName: 'bucket' } }] })}
    ${'a volume of several'}                | ${pod({ volumes: [{ projected: { sources: [{ secret: { name: 'bucket' } }] } }] })}
    ${'the template of a Deployment'}       | ${{ spec: { template: { metadata: { annotations: { 'internal.serving.kserve.io/storage-spec-key': 'bucket' } } } } }}
    ${'the template of a Knative revision'} | ${{ spec: { template: { metadata: { annotations: { 'serving.kserve.io/storageSecretName': 'bucket' } } } } }}
  `('tells that an object needs it by $by', ({ object }) => {
    expect(namesSecret(object, 'bucket')).toBe(true);
    expect(namesSecret(object, 'bucke')).toBe(false);
  });

  it.each`
    what               | object
    ${'its own name'}  | ${service({ model: { modelFormat: { name: 'onnx' } } })}
    ${'a container'}   | ${pod({ containers: [{ name: 'bucket', image: 'bucket' }] })}
    ${'another value'} | ${service({ model: { storageUri: 's3://bucket/iris' } })}
    ${'nothing'}       | ${undefined}
  `('is not misled by $what', ({ object }) => {
    expect(namesSecret(object, 'bucket')).toBe(false);
  });
});
