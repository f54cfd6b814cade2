import { mockServices } from '@backstage/backend-test-utils';
import { demandKServe } from './demandKServe';

type Client = Parameters<typeof demandKServe>[0];

const GROUP = 'serving.kserve.io';
const logger = mockServices.logger.mock();

/** An API server with some groups, and resources by version of KServe's; every right is granted but some. */
function client(
  groups: readonly string[],
  kinds: Readonly<Record<string, readonly string[]>>,
  isGranted: (resource: string) => boolean = () => true,
): Client {
  const versions = Object.keys(kinds).map(version => ({ version }));
  const json = async (path: string, init: { body?: string } = {}) => {
    if (init.body) {
      const { resource } = JSON.parse(init.body).spec.resourceAttributes;
      return { status: { allowed: isGranted(resource) } };
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
  it('finds the kinds and versions that are defined, and what is beside them', async () => {
    const { kinds, parts } = await demandKServe(
      client(['serving.knative.dev', 'keda.sh'], {
        ...kserve,
        v1alpha2: ['LLMInferenceService'],
      }),
      ['demo'],
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
      ['demo'],
      logger,
    );
    expect(kinds.get('LLMInferenceService')?.apiVersion).toBe(
      `${GROUP}/v1alpha1`,
    );
  });

  it('says that there is no KServe, and what to do', async () => {
    await expect(
      demandKServe(client(['apps'], {}), ['demo'], logger),
    ).rejects.toThrow(/no KServe.*install KServe, or set 'driver: kubernetes'/);
  });

  it('does without kinds that it may not see', async () => {
    const { kinds } = await demandKServe(
      client(
        [],
        { ...kserve, v1alpha1: [...kserve.v1alpha1, 'TrainedModel'] },
        resource => resource !== 'trainedmodels',
      ),
      ['demo'],
      logger,
    );
    expect([...kinds.keys()]).not.toContain('TrainedModel');
  });
});
