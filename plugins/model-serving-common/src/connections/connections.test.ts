import type { Connection, ConnectionSharing } from '../resources';
import { connectionNamed, connectionNameIn } from './connectionName';
import { connectionReach } from './connectionReach';
import { connectionTypes, isForServing } from './servingCompatibility';
import { validateSharing } from './validateSharing';

describe('connection names', () => {
  it.each`
    name          | namespace | storage
    ${'store'}    | ${'demo'} | ${'of its own project'}
    ${'ml.store'} | ${'ml'}   | ${'of another project'}
  `('$name means one $storage', ({ name, namespace }) => {
    const ref = connectionNamed(name, { cluster: 'local', namespace: 'demo' });
    expect(ref).toEqual({ cluster: 'local', namespace, name: 'store' });
    expect(connectionNameIn('demo', ref)).toBe(name);
  });
});

describe('connectionReach', () => {
  const sharedWith: ConnectionSharing = {
    namespaces: ['demo'],
    owners: ['group:default/b'],
  };
  it.each`
    situation                             | namespace  | owner                | sharing       | reach
    ${'its own project reaches it'}       | ${'ml'}    | ${undefined}         | ${undefined}  | ${'own'}
    ${'another project does not'}         | ${'demo'}  | ${undefined}         | ${undefined}  | ${undefined}
    ${'a project that it is shared with'} | ${'demo'}  | ${'group:default/c'} | ${sharedWith} | ${'namespace'}
    ${'an owner that it is shared with'}  | ${'other'} | ${'group:default/b'} | ${sharedWith} | ${'owner'}
    ${'somebody else does not'}           | ${'other'} | ${'group:default/c'} | ${sharedWith} | ${undefined}
    ${'nobody does not'}                  | ${'other'} | ${undefined}         | ${sharedWith} | ${undefined}
  `('$situation', ({ namespace, owner, sharing, reach }) => {
    expect(
      connectionReach(
        { namespace: 'ml', sharedWith: sharing },
        { namespace, owner },
      ),
    ).toBe(reach);
  });
});

describe('connectionTypes', () => {
  it('tells by the keys what can be served from', () => {
    expect(connectionTypes.map(({ name, serving }) => [name, serving])).toEqual(
      [
        ['s3', 's3'],
        ['uri-v1', 'uri'],
        ['oci-v1', 'oci'],
      ],
    );
  });

  it.each`
    values                                        | secretKeys               | expected
    ${{ URI: 'https://a/b' }}                     | ${[]}                    | ${true}
    ${{ OCI_HOST: 'quay.io' }}                    | ${['.dockerconfigjson']} | ${true}
    ${{ OCI_HOST: 'q', ACCESS_TYPE: '["Pull"]' }} | ${['.dockerconfigjson']} | ${true}
    ${{ OCI_HOST: 'q', ACCESS_TYPE: '["Push"]' }} | ${['.dockerconfigjson']} | ${false}
    ${{ OCI_HOST: 'quay.io' }}                    | ${[]}                    | ${false}
    ${{ AWS_S3_BUCKET: 'b' }}                     | ${['AWS_ACCESS_KEY_ID']} | ${false}
  `(
    '$values with $secretKeys: $expected',
    ({ values, secretKeys, expected }) => {
      const spec: Pick<Connection['spec'], 'values' | 'secretKeys'> = {
        values,
        secretKeys,
      };
      expect(isForServing(spec)).toBe(expected);
    },
  );
});

describe('validateSharing', () => {
  it('takes projects, groups and users', () => {
    expect(
      validateSharing({
        namespaces: ['demo'],
        owners: ['group:default/ml', 'user:default/ann'],
      }),
    ).toEqual([]);
  });

  it.each`
    sent                                           | path
    ${null}                                        | ${''}
    ${[]}                                          | ${''}
    ${{ namespaces: [] }}                          | ${'owners'}
    ${{ namespaces: 'demo', owners: [] }}          | ${'namespaces'}
    ${{ namespaces: ['kube-system'], owners: [] }} | ${'namespaces[0]'}
    ${{ namespaces: [7], owners: [] }}             | ${'namespaces[0]'}
    ${{ namespaces: [], owners: ['ml'] }}          | ${'owners[0]'}
    ${{ namespaces: [], owners: [], all: true }}   | ${'all'}
  `('refuses $sent at $path', ({ sent, path }) => {
    expect(validateSharing(sent)).toEqual([expect.objectContaining({ path })]);
  });
});
