import type { V1ObjectMeta } from '@kubernetes/client-node';
import { isOwnSecret, isOwnValue } from './ownership';

const wrote = (manager: string, ...keys: readonly string[]) => ({
  manager,
  fieldsV1: {
    'f:data': Object.fromEntries(keys.map(key => [`f:${key}`, {}])),
  },
});
const labelled = (manager: string) => ({
  manager,
  fieldsV1: { 'f:metadata': { 'f:labels': { 'f:backup': {} } } },
});
const ours = { labels: { 'greenroom/portal': 'here' } };
const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };

describe('whose a Secret is', () => {
  it.each`
    what                                     | metadata                                                                     | is
    ${'what this portal wrote'}              | ${{ ...ours, managedFields: [wrote('greenroom', 'a')] }}                     | ${true}
    ${'it, with a label of another tool'}    | ${{ ...ours, managedFields: [wrote('greenroom', 'a'), labelled('velero')] }} | ${true}
    ${'what another portal wrote'}           | ${{ labels: { 'greenroom/portal': 'there' } }}                               | ${false}
    ${'what nobody labelled'}                | ${{ managedFields: [wrote('greenroom', 'a')] }}                              | ${false}
    ${'what the dashboard wrote a value in'} | ${{ ...ours, managedFields: [wrote('greenroom', 'a'), wrote('odh', 'b')] }}  | ${false}
    ${'what something else owns'}            | ${{ ...ours, ownerReferences: [owner] }}                                     | ${false}
  `('$what: $is', ({ metadata, is }) => {
    expect(isOwnSecret(metadata as V1ObjectMeta, 'here')).toBe(is);
    expect(isOwnSecret(metadata as V1ObjectMeta, undefined)).toBe(false);
  });

  it.each`
    what                 | managedFields                                            | is
    ${'ours'}            | ${[wrote('greenroom', 'a', 'b'), wrote('kubectl', 'c')]} | ${true}
    ${"somebody else's"} | ${[wrote('greenroom', 'b'), wrote('kubectl', 'a')]}      | ${false}
    ${'that of both'}    | ${[wrote('greenroom', 'a'), wrote('kubectl', 'a')]}      | ${false}
    ${'none'}            | ${[]}                                                    | ${false}
  `('one value of several is $what: $is', ({ managedFields, is }) => {
    expect(isOwnValue({ managedFields } as V1ObjectMeta, 'a')).toBe(is);
  });
});
