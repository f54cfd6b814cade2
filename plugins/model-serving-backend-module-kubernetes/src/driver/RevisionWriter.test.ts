import type { V1Deployment, V1Pod } from '@kubernetes/client-node';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { KubeClient } from '../client';
import { FIELD_MANAGER, MANAGED_BY, notes } from '../objects';
import { ForeignObjectError } from './ForeignObjectError';
import { RevisionWriter } from './RevisionWriter';

const NAME = 'iris-predictor-00001';
const KEY = `demo/${NAME}`;
const DEPLOYMENTS = 'apis/apps/v1/deployments';
const REVISION: RevisionSpec = {
  key: KEY,
  name: NAME,
  service: { cluster: 'test', namespace: 'demo', name: 'iris' },
  serviceUid: 'uid-of-iris',
  component: 'predictor',
  modelName: 'iris',
  protocol: 'v2',
  model: { uri: 's3://models/iris', connection: 'bucket' },
  pod: {
    labels: {},
    annotations: {},
    spec: { containers: [{ name: 'kserve-container', image: 'model:1' }] },
  },
};

describe('RevisionWriter', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  let writer: RevisionWriter;
  let values: Record<string, string>;
  let edited: (readonly [key: string, by: readonly string[]])[];

  /** Only ours are watched. */
  const deployment = (): V1Deployment | undefined =>
    server
      .objects(DEPLOYMENTS)
      .find(({ metadata }) => metadata?.labels?.[MANAGED_BY] === FIELD_MANAGER);

  const newWriter = () =>
    new RevisionWriter({
      client,
      settings: {
        storageInitializer: { image: 'initializer:1' },
        drainSeconds: 0,
        gatewayHost: 'gateway',
      },
      credentials: async () => values,
      componentKey: async () => undefined,
      known: () => ({
        ...(deployment() ? { deployment: deployment() } : {}),
        pods: server.objects('api/v1/pods') as readonly V1Pod[],
      }),
      tookDeployment: () => {},
      tookPod: () => {},
      onEdited: (...edit) => edited.push(edit),
      now: () => 0,
      drainLimitMs: 60_000,
    });

  beforeEach(async () => {
    server = await FakeApiServer.create();
    client = KubeClient.create(server.kubeConfig());
    values = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    edited = [];
    writer = newWriter();
  });

  afterEach(async () => {
    client.close();
    await server.close();
  });

  /** What was written by a call, as `deployments`; asking whose an object is writes nothing. */
  const writesOf = async (call: () => Promise<void>) => {
    const written: string[] = [];
    server.onChange = ({ collection }) =>
      written.push(collection.split('/').pop() ?? '');
    await call();
    return written;
  };

  it('writes each object of a new revision, its Secret again when it has an owner', async () => {
    const apply = () => writer.apply(REVISION, 1);
    expect(await writesOf(apply)).toEqual([
      'secrets',
      'deployments',
      'secrets',
      'services',
    ]);
    const [secret] = server.objects('api/v1/secrets');
    expect(secret.metadata?.ownerReferences).toMatchObject([
      { kind: 'Deployment', uid: deployment()?.metadata?.uid },
    ]);
  });

  it('calls nobody where nothing changed', async () => {
    await writer.apply(REVISION, 1);
    server.calls.splice(0);
    await writer.apply(REVISION, 1);
    expect(server.calls).toEqual([]);
  });

  it('writes no Service for another number of replicas, unless somebody took it away', async () => {
    await writer.apply(REVISION, 1);
    const scale = (replicas: number) =>
      writesOf(() => writer.apply(REVISION, replicas));
    expect(await scale(2)).toEqual([
      'secrets',
      'deployments',
      'poddisruptionbudgets',
    ]);
    server.removeObject({
      collection: 'api/v1/services',
      namespace: 'demo',
      name: 'iris-predictor',
    });
    expect(await scale(3)).toContain('services');
  });

  /** As `kubectl edit` does. */
  const edit = (image: string) => {
    const { spec, metadata } = deployment()!;
    const { template } = spec!;
    const [server_] = template.spec!.containers;
    const at = { collection: DEPLOYMENTS, namespace: 'demo', name: NAME };
    server.putObject(at, {
      ...deployment(),
      metadata: {
        ...metadata,
        managedFields: [
          {
            manager: 'kubectl-edit',
            operation: 'Update',
            fieldsV1: { 'f:spec': { 'f:template': {} } },
          },
        ],
      },
      spec: {
        ...spec,
        template: {
          ...template,
          spec: { ...template.spec, containers: [{ ...server_, image }] },
        },
      },
    } as V1Deployment);
  };
  const image = () => deployment()?.spec?.template.spec?.containers[0].image;

  it('takes back what somebody changed, once, and says who did', async () => {
    await writer.apply(REVISION, 1);
    edit('model:theirs');
    await writer.apply(REVISION, 1);
    expect(image()).toBe('model:1');
    expect(edited).toEqual([[KEY, ['kubectl-edit']]]);
    server.calls.splice(0);
    await writer.apply(REVISION, 1);
    expect(server.calls).toEqual([]);
  });

  it('takes back what was changed while no portal ran', async () => {
    await writer.apply(REVISION, 1);
    edit('model:theirs');
    const next = newWriter();
    await next.apply(REVISION, 1);
    expect(image()).toBe('model:1');
    server.calls.splice(0);
    await next.apply(REVISION, 1);
    expect(server.calls).toEqual([]);
  });

  it('writes again what somebody deleted, when it is told', async () => {
    await writer.apply(REVISION, 1);
    server.removeObject({
      collection: 'api/v1/services',
      namespace: 'demo',
      name: 'iris-predictor',
    });
    const apply = () => writesOf(() => writer.apply(REVISION, 1));
    expect(await apply()).toEqual([]);
    writer.missed(KEY);
    expect(await apply()).toContain('services');
    expect(await apply()).toEqual([]);
  });

  it('writes again a Secret that was deleted, as soon as a pod lacks it, and once for each', async () => {
    await writer.apply(REVISION, 1);
    const collection = 'api/v1/secrets';
    const name = `${NAME}-storage`;
    server.removeObject({ collection, namespace: 'demo', name });
    const lacks = (pod: string) =>
      server.putObject(
        { collection: 'api/v1/pods', namespace: 'demo', name: pod },
        {
          status: {
            initContainerStatuses: [
              {
                name: 'storage-initializer',
                state: {
                  waiting: {
                    reason: 'CreateContainerConfigError',
                    message: `secret "${name}" not found`,
                  },
                },
              },
            ],
          },
        } as V1Pod,
      );
    lacks('one');
    const apply = () => writesOf(() => writer.apply(REVISION, 1));
    expect(await apply()).toContain('secrets');
    expect(await apply()).toEqual([]);
    lacks('two');
    expect(await apply()).toContain('secrets');
  });

  it('owns its Secret anew where the Deployment is another by now', async () => {
    await writer.apply(REVISION, 1);
    const at = { collection: DEPLOYMENTS, namespace: 'demo', name: NAME };
    const before = deployment()!;
    server.removeObject(at);
    server.putObject(at, {
      ...before,
      metadata: { ...before.metadata, uid: 'another' },
    });
    await writer.apply(REVISION, 2);
    const [secret] = server.objects('api/v1/secrets');
    expect(secret.metadata?.ownerReferences).toMatchObject([
      { uid: 'another' },
    ]);
  });

  it('notes once that nobody uses a pod, and nothing of one that ends', async () => {
    server.put('demo', 'one');
    const drained = () => writesOf(() => writer.drained(KEY, 'one'));
    expect(await drained()).toEqual(['pods']);
    expect(await drained()).toEqual([]);
    const [pod] = server.objects('api/v1/pods');
    expect(pod.metadata?.annotations?.[notes.drained]).toBe('true');
    const at = { collection: 'api/v1/pods', namespace: 'demo', name: 'one' };
    server.putObject(at, { metadata: { deletionTimestamp: new Date(0) } });
    expect(await drained()).toEqual([]);
  });

  it.each([
    ['Deployment', DEPLOYMENTS, NAME],
    ['Secret', 'api/v1/secrets', `${NAME}-storage`],
    ['Service', 'api/v1/services', 'iris-predictor'],
    ['PodDisruptionBudget', 'apis/policy/v1/poddisruptionbudgets', NAME],
  ])(
    'writes nothing at all where a %s of that name is not ours, and leaves it alone when it goes',
    async (kind, collection, name) => {
      const at = { collection, namespace: 'demo', name };
      const foreign = { metadata: { labels: { app: 'theirs' } } };
      server.putObject(at, foreign);
      const written = await writesOf(async () => {
        const write = writer.apply(REVISION, 2);
        await expect(write).rejects.toThrow(ForeignObjectError);
        await expect(write).rejects.toThrow(
          `has a ${kind} '${name}' that Greenroom did not write for this deployment; rename the deployment, or remove that ${kind}`,
        );
        await writer.remove(KEY, { service: 'iris-predictor' });
      });
      expect(written).toEqual([]);
    },
  );

  it.each(['secrets', 'deployments', 'services'])(
    'leaves nothing behind where a quota has no room for its %s',
    async plural => {
      const asked = new Set<string>();
      const message = `${plural} "x" is forbidden: exceeded quota: none`;
      server.fault = (call, isTrial) => {
        const isMeant =
          call.startsWith('PATCH') && call.includes(`/${plural}/`);
        if (!isTrial || !isMeant) return undefined;
        // First it is asked whose the object is: nobody's
        const isFirst = !asked.has(call);
        asked.add(call);
        return isFirst
          ? undefined
          : { code: 403, reason: 'Forbidden', message };
      };
      const written = await writesOf(async () => {
        await expect(writer.apply(REVISION, 1)).rejects.toThrow(
          'exceeded quota: none',
        );
      });
      expect(written).toEqual([]);
    },
  );
});
