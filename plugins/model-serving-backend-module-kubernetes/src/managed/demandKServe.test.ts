import { mockServices } from '@backstage/backend-test-utils';
import { demandKServe } from './demandKServe';

type Client = Parameters<typeof demandKServe>[0];

const GROUP = 'serving.kserve.io';
const logger = mockServices.logger.mock();

/** An API server with some groups, and resources by version of KServe's; every right is granted but some. */
function client(
  groups: readonly string[],
  kinds: Readonly<Record<string, readonly string[]>>,
  isGranted: (resource: string, namespace: string) => boolean = () => true,
): Client {
  const versions = Object.keys(kinds).map(version => ({ version }));
  const json = async (path: string, init: { body?: string } = {}) => {
    if (init.body) {
      const { resource, namespace } = JSON.parse(init.body).spec
        .resourceAttributes;
      return { status: { allowed: isGranted(resource, namespace) } };
    }
    if (path === '/apis') {
      return {
        groups: [
          ...groups.map(name => ({ name, versions: [{ version: 'v1' }] })),
          ...(versions.length > 0 ? [{ name: GROUP, versions }] : []),
        ],
      };
    }
    const version = path.split('/').at(-1) ?? '';
    return {
      resources: kinds[version].flatMap(kind => [
        { kind, name: `${kind.toLowerCase()}s` },
        { kind, name: `${kind.toLowerCase()}s/status` },
      ]),
    };
  };
  return { json } as unknown as Client;
}

const kserve = {
  v1beta1: ['InferenceService'],
  v1alpha1: ['ServingRuntime', 'ClusterServingRuntime', 'InferenceGraph'],
};

describe('demandKServe', () => {
  it.each`
    what                        | groups                               | resources              | found
    ${'none, and asks nobody'}  | ${[]}                                | ${[]}                  | ${undefined}
    ${'none of the group'}      | ${['infrastructure.opendatahub.io']} | ${['Other']}           | ${undefined}
    ${'those of Open Data Hub'} | ${['infrastructure.opendatahub.io']} | ${['HardwareProfile']} | ${'infrastructure.opendatahub.io/v1'}
  `('finds hardware profiles: $what', async ({ groups, resources, found }) => {
    const { parts } = await demandKServe(
      client(groups, { ...kserve, v1: resources }),
      logger,
    );
    expect(parts.hardwareProfiles?.apiVersion).toBe(found);
    expect(parts.openDataHub).toBe(groups.length > 0);
  });

  it('finds the kinds and versions that are defined, and what is beside them', async () => {
    const { kinds, parts } = await demandKServe(
      client(['serving.knative.dev', 'keda.sh'], {
        ...kserve,
        v1alpha2: ['LLMInferenceService'],
      }),
      logger,
    );
    expect(kinds.get('InferenceService')).toEqual({
      apiVersion: `${GROUP}/v1beta1`,
      kind: 'InferenceService',
      plural: 'inferenceservices',
    });
    expect(kinds.get('LLMInferenceService')?.apiVersion).toBe(
      `${GROUP}/v1alpha2`,
    );
    expect(kinds.has('TrainedModel')).toBe(false);
    expect(parts).toEqual({
      knative: true,
      keda: true,
      gatewayApi: false,
      openDataHub: false,
    });
  });

  it('takes an older version where the newest is not served', async () => {
    const { kinds } = await demandKServe(
      client([], {
        ...kserve,
        v1alpha1: [...kserve.v1alpha1, 'LLMInferenceService'],
      }),
      logger,
    );
    expect(kinds.get('LLMInferenceService')?.apiVersion).toBe(
      `${GROUP}/v1alpha1`,
    );
  });

  it('says that there is no KServe, and what to do', async () => {
    await expect(demandKServe(client(['apps'], {}), logger)).rejects.toThrow(
      /no KServe.*install KServe, or set 'driver: kubernetes'/,
    );
  });

  it('does without kinds of the whole cluster that it may not see', async () => {
    const { kinds } = await demandKServe(
      client(
        [],
        { ...kserve, v1alpha1: [...kserve.v1alpha1, 'LocalModelCache'] },
        resource => resource !== 'localmodelcaches',
      ),
      logger,
    );
    expect([...kinds.keys()]).not.toContain('LocalModelCache');
  });

  it('does without kinds that it may not see in a project, and only there', async () => {
    const { kinds, demandIn } = await demandKServe(
      client(
        [],
        { ...kserve, v1alpha1: [...kserve.v1alpha1, 'TrainedModel'] },
        (resource, namespace) =>
          resource !== 'trainedmodels' || namespace !== 'blind',
      ),
      logger,
    );
    expect([...kinds.keys()]).toContain('TrainedModel');
    expect([...(await demandIn('demo')).keys()]).toContain('TrainedModel');
    const seen = [...(await demandIn('blind')).keys()];
    expect(seen).not.toContain('TrainedModel');
    expect(seen).toContain('InferenceService');
  });

  it('takes the rights of a project for that project, and says whom to ask for what', async () => {
    let isGranted = false;
    const { demandIn } = await demandKServe(
      client(
        [],
        kserve,
        (resource, namespace) =>
          isGranted || namespace !== 'b' || resource !== 'events',
      ),
      logger,
    );
    await expect(demandIn('a')).resolves.toBeDefined();
    await expect(demandIn('b')).rejects.toThrow(
      "list, watch events in the namespace 'b'. Ask who runs the cluster to bind the role 'greenroom-kserve-project' in each project's namespace (deploy/kustomize/portal-access-kserve)",
    );
    isGranted = true;
    await expect(demandIn('b')).resolves.toBeDefined();
  });

  it('takes what one watch for all projects needs, in the whole cluster', async () => {
    const blind = client(
      [],
      { ...kserve, v1alpha1: [...kserve.v1alpha1, 'TrainedModel'] },
      (resource, namespace) =>
        namespace !== '' || !['pods', 'trainedmodels'].includes(resource),
    );
    await expect(
      demandKServe(blind, logger, { watchesCluster: true }),
    ).rejects.toThrow(
      "list, watch pods in the whole cluster. Ask who runs the cluster to bind the role 'greenroom-kserve-cluster-watch' in the whole cluster",
    );
    const sees = client(
      [],
      { ...kserve, v1alpha1: [...kserve.v1alpha1, 'TrainedModel'] },
      (resource, namespace) => namespace !== '' || resource !== 'trainedmodels',
    );
    const { kinds } = await demandKServe(sees, logger, {
      watchesCluster: true,
    });
    expect([...kinds.keys()]).not.toContain('TrainedModel');
  });
});
