import { parseImageReference } from './imageReference';

const digest = `sha256:${'a'.repeat(64)}`;

describe('parseImageReference', () => {
  it.each`
    uri                               | origin                            | repository        | reference
    ${'oci://quay.io/team/iris:v1'}   | ${'https://quay.io'}              | ${'team/iris'}    | ${'v1'}
    ${'oci+fetch://quay.io/iris'}     | ${'https://quay.io'}              | ${'iris'}         | ${'latest'}
    ${`oci://quay.io/iris@${digest}`} | ${'https://quay.io'}              | ${'iris'}         | ${digest}
    ${`oci://quay.io/i:v@${digest}`}  | ${'https://quay.io'}              | ${'i'}            | ${digest}
    ${'oci://localhost:5000/iris:v1'} | ${'http://localhost:5000'}        | ${'iris'}         | ${'v1'}
    ${'oci://127.0.0.1:5000/a/b__c'}  | ${'http://127.0.0.1:5000'}        | ${'a/b__c'}       | ${'latest'}
    ${'oci://registry.lab:5000/iris'} | ${'http://registry.lab:5000'}     | ${'iris'}         | ${'latest'}
    ${'oci://registry.lab/iris'}      | ${'https://registry.lab'}         | ${'iris'}         | ${'latest'}
    ${'oci://team/iris:v1'}           | ${'https://registry-1.docker.io'} | ${'team/iris'}    | ${'v1'}
    ${'oci://iris'}                   | ${'https://registry-1.docker.io'} | ${'library/iris'} | ${'latest'}
    ${'oci://docker.io/team/iris:v1'} | ${'https://registry-1.docker.io'} | ${'team/iris'}    | ${'v1'}
  `(
    '$uri is $repository, $reference',
    ({ uri, origin, repository, reference }) => {
      expect(parseImageReference(uri, ['registry.lab:5000'])).toMatchObject({
        origin,
        repository,
        reference,
      });
    },
  );

  it.each([
    'oci://',
    'oci://quay.io/',
    'oci://quay.io/Iris',
    'oci://quay.io/a//b',
    'oci://quay.io/../b',
    'oci://quay.io/iris:',
    'oci://quay.io/iris@sha256:abc',
    'oci://user:pass@quay.io/iris',
    'oci://quay.io/iris?x=1',
    'oci://quay.io:99999/iris',
  ])('%s is none', uri => {
    expect(() => parseImageReference(uri, [])).toThrow(/names no image/);
    expect(() => parseImageReference(uri, [])).not.toThrow(/pass@/);
  });
});
