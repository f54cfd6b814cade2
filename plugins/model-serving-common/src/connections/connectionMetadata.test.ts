import { readConnectionMetadata } from './connectionMetadata';

const SHOWN = { 'opendatahub.io/dashboard': 'true' };
const REF = 'opendatahub.io/connection-type-ref';
const TYPE = 'opendatahub.io/connection-type';
const PROTOCOL = 'opendatahub.io/connection-type-protocol';
const TITLE = 'openshift.io/display-name';

describe('readConnectionMetadata', () => {
  it.each`
    what                           | labels   | annotations                                  | is
    ${'a bucket'}                  | ${SHOWN} | ${{ [REF]: 's3', [TITLE]: 'My bucket' }}     | ${{ type: 's3', typeName: 's3', title: 'My bucket' }}
    ${'a bucket of older tools'}   | ${SHOWN} | ${{ [TYPE]: 's3' }}                          | ${{ type: 's3', typeName: 's3' }}
    ${'a URI by its protocol'}     | ${SHOWN} | ${{ [PROTOCOL]: 'uri' }}                     | ${{ type: 'uri-v1', typeName: 'uri' }}
    ${'a registry'}                | ${SHOWN} | ${{ [REF]: 'oci-v1', [PROTOCOL]: 'oci' }}    | ${{ type: 'oci-v1', typeName: 'oci-v1' }}
    ${'a type of its own'}         | ${SHOWN} | ${{ [REF]: 'our-bucket', [PROTOCOL]: 's3' }} | ${{ type: 's3', typeName: 'our-bucket' }}
    ${'one that serves no model'}  | ${SHOWN} | ${{ [REF]: 'postgres' }}                     | ${{ typeName: 'postgres' }}
    ${'none without a type'}       | ${SHOWN} | ${{ [TITLE]: 'x' }}                          | ${undefined}
    ${'none without the label'}    | ${{}}    | ${{ [REF]: 's3' }}                           | ${undefined}
    ${'none of a Secret as it is'} | ${{}}    | ${{}}                                        | ${undefined}
  `('finds $what', ({ labels, annotations, is }) => {
    expect(readConnectionMetadata({ labels, annotations })).toEqual(is);
  });
});
