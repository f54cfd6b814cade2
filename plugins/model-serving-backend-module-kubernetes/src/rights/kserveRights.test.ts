import {
  ServingKind,
  servingKinds,
} from '@greenroom/backstage-plugin-model-serving-common';
import { rulesOf, singly } from '../__testUtils__/deployedRoles';
import type { ResourceType } from '../client';
import { demandKServeRights, readableKinds } from './demandKServeRights';
import {
  definitionRight,
  hardwareProfileRights,
  optionalKServeRights,
  requiredKServeRights,
  takingRights,
} from './requiredKServeRights';
import { usageRights } from './requiredRights';

const plurals: Readonly<Record<string, string>> = {
  InferenceService: 'inferenceservices',
  ServingRuntime: 'servingruntimes',
  ClusterServingRuntime: 'clusterservingruntimes',
  InferenceGraph: 'inferencegraphs',
  TrainedModel: 'trainedmodels',
  ClusterStorageContainer: 'clusterstoragecontainers',
  LocalModelCache: 'localmodelcaches',
  LocalModelNamespaceCache: 'localmodelnamespacecaches',
  LocalModelNodeGroup: 'localmodelnodegroups',
  LLMInferenceService: 'llminferenceservices',
};
const kinds = new Map<ServingKind, ResourceType>(
  (Object.keys(servingKinds) as ServingKind[]).map(kind => [
    kind,
    {
      apiVersion: servingKinds[kind].apiVersions[0],
      kind,
      plural: plurals[kind],
    },
  ]),
);

/** What a role in a file of `deploy/` grants, one right a line. */
function granted(file: string): readonly string[] {
  return singly(rulesOf(file, 'portal-access-kserve')).map(
    ({ apiGroups, resources, verbs }) =>
      [apiGroups[0], resources[0], verbs[0]].join(' '),
  );
}

/** An API server that grants all but some rights. */
function client(isGranted: (right: string) => boolean) {
  return {
    json: async (_path: string, init: { body?: string } = {}) => {
      const { resourceAttributes: asked } = JSON.parse(init.body ?? '').spec;
      const right = `${asked.namespace} ${asked.resource} ${asked.verb}`;
      return { status: { allowed: isGranted(right) } };
    },
  } as unknown as Parameters<typeof demandKServeRights>[0];
}

describe('the rights of the portal on a cluster with KServe', () => {
  const rights = [
    ...requiredKServeRights(['demo'], kinds),
    ...usageRights(['demo']),
    ...takingRights(['demo']),
    definitionRight,
    ...hardwareProfileRights(['demo'], 'opendatahub'),
    ...[...kinds.keys()].flatMap(kind =>
      optionalKServeRights(kind, ['demo'], kinds),
    ),
  ];
  const linesIn = (namespace: string) =>
    rights
      .filter(right => right.namespace === namespace)
      .map(({ group, resource, verb }) => [group, resource, verb].join(' '));

  it('are granted in projects, and beyond them only the writing of kinds that it can do without', () => {
    const beyond = granted('project.yaml').filter(
      line => !linesIn('demo').includes(line),
    );
    expect(
      linesIn('demo').filter(line => !granted('project.yaml').includes(line)),
    ).toEqual([]);
    expect(new Set(beyond.map(line => line.split(' ')[2]))).toEqual(
      new Set(['get', 'create', 'update', 'delete']),
    );
  });

  it('are granted in the whole cluster, no more and no less', () => {
    expect([...granted('cluster.yaml')].sort()).toEqual(
      [...linesIn('')].sort(),
    );
  });

  it('are granted for one watch of all namespaces, no more and no less', () => {
    const scope = { watchesCluster: true };
    const watching = [
      ...requiredKServeRights([], kinds, scope),
      ...usageRights([], scope),
      ...[...kinds.keys()].flatMap(kind =>
        optionalKServeRights(kind, [''], kinds),
      ),
    ].map(({ group, resource, verb }) => [group, resource, verb].join(' '));
    const roles = [
      ...granted('cluster.yaml'),
      ...granted('cluster-watch.yaml'),
    ];
    const version = 'apiextensions.k8s.io customresourcedefinitions get';
    expect(roles.filter(line => line !== version).sort()).toEqual(
      watching.sort(),
    );
  });

  it('are granted where hardware profiles lie that are for all', () => {
    expect(granted('hardware-profiles.yaml')).toEqual(linesIn('opendatahub'));
  });

  it('are named when they are missing, and whom to ask for what', async () => {
    const without = client(right => right !== 'demo inferenceservices update');
    await expect(demandKServeRights(without, ['demo'], kinds)).rejects.toThrow(
      "update inferenceservices.serving.kserve.io in the namespace 'demo'. Ask who runs the cluster to bind the role 'greenroom-kserve-project'",
    );
    const blind = client(right => right !== ' clusterservingruntimes watch');
    await expect(demandKServeRights(blind, ['demo'], kinds)).rejects.toThrow(
      'watch clusterservingruntimes.serving.kserve.io in the whole cluster',
    );
  });

  it('leave out kinds that the portal can do without', async () => {
    const without = client(right => !right.includes('localmodelcaches'));
    const readable = await readableKinds(without, ['demo'], kinds);
    expect([...kinds.keys()].filter(kind => !readable.has(kind))).toEqual([
      'LocalModelCache',
    ]);
  });
});
