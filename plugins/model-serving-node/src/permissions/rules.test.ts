import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import { deploymentUpdatePermission } from '@greenroom/backstage-plugin-model-serving-common';
import {
  createModelDeploymentConditionalDecision,
  modelDeploymentConditions,
} from './conditions';
import type { OwnedResource, ResourceFilter } from './resourceRefs';
import {
  modelConnectionRules,
  modelDeploymentRules,
  modelResourceRules,
} from './rules';

const resources: readonly OwnedResource[] = [
  {
    ref: { cluster: 'local', namespace: 'demo', name: 'a' },
    owner: 'group:default/a',
  },
  {
    ref: { cluster: 'local', namespace: 'prod', name: 'b' },
    owner: 'user:default/b',
  },
  { ref: { cluster: 'far', namespace: 'demo', name: 'c' } },
  { ref: { cluster: 'far', namespace: 'prod', name: 'd' }, owner: '' },
];

/** What the store does in SQL, in a line: a resource of nobody is kept with an empty owner. */
function matches(
  filter: PermissionCriteria<ResourceFilter>,
  resource: OwnedResource,
): boolean {
  if (!('key' in filter)) throw new Error('these rules make one filter each');
  const columns = { ...resource.ref, owner: resource.owner ?? '' };
  return filter.values.includes(columns[filter.key]);
}

describe.each([
  ['deployments', modelDeploymentRules],
  ['connections', modelConnectionRules],
  ['other resources', modelResourceRules],
])('rules for %s', (_, rules) => {
  it.each([
    ['group:default/a', ['a']],
    ['user:default/b', ['b']],
    ['group:default/nobody', []],
    ['', []],
  ])(
    'IS_OWNER with the claim "%s" finds %j, in memory and in the query',
    (claim, expected) => {
      const params = { claims: [claim] };
      const applied = resources.filter(resource =>
        rules.isOwner.apply(resource, params),
      );
      const queried = resources.filter(resource =>
        matches(rules.isOwner.toQuery(params), resource),
      );
      expect(applied.map(({ ref }) => ref.name)).toEqual(expected);
      expect(queried).toEqual(applied);
    },
  );

  it.each([
    [['demo'], ['a', 'c']],
    [
      ['demo', 'prod'],
      ['a', 'b', 'c', 'd'],
    ],
    [[], []],
  ])(
    'IN_NAMESPACE %j finds %j, in memory and in the query',
    (namespaces, expected) => {
      const params = { namespaces };
      const applied = resources.filter(resource =>
        rules.inNamespace.apply(resource, params),
      );
      const queried = resources.filter(resource =>
        matches(rules.inNamespace.toQuery(params), resource),
      );
      expect(applied.map(({ ref }) => ref.name)).toEqual(expected);
      expect(queried).toEqual(applied);
    },
  );

  it.each([
    [['far'], ['c', 'd']],
    [['FAR'], []],
  ])(
    'IN_CLUSTER %j finds %j, in memory and in the query',
    (clusters, expected) => {
      const params = { clusters };
      const applied = resources.filter(resource =>
        rules.inCluster.apply(resource, params),
      );
      const queried = resources.filter(resource =>
        matches(rules.inCluster.toQuery(params), resource),
      );
      expect(applied.map(({ ref }) => ref.name)).toEqual(expected);
      expect(queried).toEqual(applied);
    },
  );
});

it('policy authors get conditional decisions', () => {
  expect(
    createModelDeploymentConditionalDecision(
      deploymentUpdatePermission,
      modelDeploymentConditions.isOwner({ claims: ['group:default/a'] }),
    ),
  ).toEqual({
    result: 'CONDITIONAL',
    pluginId: 'model-serving',
    resourceType: 'model-deployment',
    conditions: {
      rule: 'IS_OWNER',
      resourceType: 'model-deployment',
      params: { claims: ['group:default/a'] },
    },
  });
});
