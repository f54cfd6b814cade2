import { errorsOf, M, uri, warningsOf } from '../__fixtures__/validation';
import { InferenceService } from '../resources';

const encrypted =
  (storageUri: string, resourceId?: string) => (s: InferenceService) => {
    uri(storageUri)(s);
    Object.assign(s.spec.predictor.model ?? {}, {
      confidential: { enabled: true, resourceId },
    });
  };

describe('an encrypted model', () => {
  it.each`
    storageUri    | resourceId                        | says
    ${'s3://b/m'} | ${undefined}                      | ${[]}
    ${'s3://b/m'} | ${'kbs:///default/key/model-key'} | ${[]}
    ${'s3://b/m'} | ${'kbs:///default/key'}           | ${[`${M}.confidential.resourceId: confidential resourceId "kbs:///default/key" must be in the format kbs:///<repo>/<type>/<tag>`]}
    ${''}         | ${undefined}                      | ${[`${M}.confidential: confidential model serving requires storageUri to be set`]}
  `('$storageUri, $resourceId', ({ storageUri, resourceId, says }) => {
    const service = encrypted(storageUri, resourceId);
    expect(errorsOf({ service, profile: 'kserve' })).toEqual(says);
  });

  it.each([
    ['oci://registry/model:1', 'OCI'],
    ['oci+native://registry/model:1', 'OCI'],
    ['pvc://claim/model', 'PVC'],
  ])('in %s has no effect', (storageUri, name) => {
    const service = encrypted(storageUri);
    expect(warningsOf({ service, profile: 'kserve' })[0]).toMatch(
      `${M}.confidential: confidential has no effect with ${name} URIs; `,
    );
  });
});
