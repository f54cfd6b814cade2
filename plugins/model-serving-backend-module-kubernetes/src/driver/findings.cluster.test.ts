import type {
  Container,
  FindingCode,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import {
  createObject,
  listMetadata,
  mergeObject,
  readObject,
  resourceTypes,
} from '../client';
import { FIELD_MANAGER, MANAGED_BY } from '../objects';
import { untilPasses } from '../__testUtils__/untilPasses';
import type { KubernetesDriver } from './KubernetesDriver';

jest.setTimeout(600_000);

/** A crash loop takes its time: pauses double; and a kubelet looks at disks when it comes to it. */
const DEADLINE_MS = 240_000;

type PodSpec = RevisionSpec['pod']['spec'];

interface Case {
  readonly code: FindingCode;
  readonly situation: string;
  readonly behavior?: string;
  readonly container?: Partial<Container>;
  readonly pod?: Partial<PodSpec>;
  readonly uri?: string;
  readonly says: RegExp;
}

/** Of a registry on the node's own loopback, which nodes speak to without TLS. */
const REGISTRY_PORT = 20_000 + Math.floor(Math.random() * 10_000);

/** Each caused for real, all at once in one namespace. */
const cases: readonly Case[] = [
  {
    code: 'ImageNotFound',
    situation: 'an image that no node has and nobody may fetch',
    container: { image: 'test.local/nothing:1', imagePullPolicy: 'Never' },
    says: /kserve-container: .*test\.local\/nothing:1/,
  },
  {
    code: 'ImageUnreachable',
    situation: 'an image of a registry that is not there',
    container: { image: 'registry.invalid/nothing:1' },
    says: /registry\.invalid/,
  },
  {
    code: 'ImageDenied',
    situation: 'an image of a registry that lets nobody in',
    container: { image: `127.0.0.1:${REGISTRY_PORT}/private/model:1` },
    says: /401 Unauthorized/,
  },
  {
    code: 'DiskFull',
    situation: 'a server that writes more than its limit, on every node anew',
    behavior: 'fill:/tmp/filled',
    container: { resources: { limits: { 'ephemeral-storage': '4Mi' } } },
    says: /ephemeral.*storage/,
  },
  {
    code: 'ModelLoadFailed',
    situation: 'a server that ends before it was ever ready',
    behavior: 'exit:3',
    says: /exit code 3/,
  },
  {
    code: 'CrashLoop',
    situation: 'a server that is ready and ends, again and again',
    behavior: 'die-after:3000',
    says: /exit code 9/,
  },
  {
    code: 'OutOfMemory',
    situation: 'a server that takes more memory than its limit',
    behavior: 'eat',
    container: { resources: { limits: { memory: '96Mi' } } },
    says: /OOMKilled/,
  },
  {
    code: 'NoCapacity',
    situation: 'more CPUs than any node has',
    container: { resources: { requests: { cpu: '5000' } } },
    says: /Insufficient cpu/,
  },
  {
    code: 'NoAccelerator',
    situation: 'a GPU where there is none',
    container: { resources: { limits: { 'nvidia.com/gpu': '1' } } },
    says: /Insufficient nvidia\.com\/gpu/,
  },
  {
    code: 'NoMatchingNode',
    situation: 'a label that no node has',
    pod: { nodeSelector: { rack: 'nowhere' } },
    says: /node affinity|selector/,
  },
  {
    code: 'VolumeNotBound',
    situation: 'a model in a claim that is not there',
    uri: 'pvc://nowhere/iris',
    says: /persistentvolumeclaim "nowhere" not found/,
  },
  {
    code: 'SecretMissing',
    situation: 'a variable from a Secret that is not there',
    container: {
      env: [
        {
          name: 'KEY',
          valueFrom: { secretKeyRef: { name: 'nowhere', key: 'key' } },
        },
      ],
    },
    says: /secret "nowhere" not found/,
  },
  {
    code: 'StorageUnreachable',
    situation: 'a bucket where nobody answers, in the init container',
    uri: 's3://models/iris',
    says: /\S/,
  },
];

onCluster('what is said of pods that cannot serve', () => {
  let bed: ClusterTestBed;
  let driver: KubernetesDriver;

  const failureOf = (facts: RevisionFacts | undefined) =>
    facts?.failure ?? facts?.fetch.failure;
  /** Waits for the failure that is meant: others may come before it. */
  const untilFailed = async (
    on: KubernetesDriver,
    { service, key }: RevisionSpec,
    code: FindingCode,
  ) => {
    const end = Date.now() + DEADLINE_MS;
    for (;;) {
      const facts = on.facts(service).find(known => known.key === key);
      const failure = failureOf(facts);
      if (failure?.code === code) return failure;
      if (Date.now() > end)
        throw new Error(`not ${code}: ${JSON.stringify(facts)}`);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  };
  /** Names of what we wrote in a namespace. */
  const ownedIn = async ({ client, namespace }: ClusterTestBed) => {
    const { Deployment, Secret, Service } = resourceTypes;
    const lists = await Promise.all(
      [Deployment, Secret, Service].map(type =>
        listMetadata(client, type, namespace, `${MANAGED_BY}=${FIELD_MANAGER}`),
      ),
    );
    return lists.flat().map(({ name }) => name);
  };
  const revisionOf = (
    on: ClusterTestBed,
    { code, behavior, container, pod, uri }: Case,
  ): RevisionSpec => {
    const spec = on.revision(code.toLowerCase(), behavior);
    const [server] = spec.pod.spec.containers ?? [];
    return {
      ...spec,
      ...(uri ? { model: { uri, connection: 'bucket' } } : {}),
      pod: {
        ...spec.pod,
        spec: {
          ...spec.pod.spec,
          ...pod,
          containers: [{ ...server, ...container }],
        },
      },
    };
  };

  beforeAll(async () => {
    bed = await ClusterTestBed.create();
    bed.values = {
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'never to be seen',
      AWS_S3_ENDPOINT: `http://${process.env.GREENROOM_TEST_HOST}:1`,
    };
    driver = await bed.started();
    await bed.runOnNode('registry', `deny:${REGISTRY_PORT}`);
    await Promise.all(cases.map(one => driver.apply(revisionOf(bed, one), 1)));
  });

  afterAll(() => bed?.close());

  it.each(cases.map(one => [one.code, one.situation, one] as const))(
    'is %s for %s',
    async (code, _situation, one) => {
      const failure = await untilFailed(driver, revisionOf(bed, one), code);
      expect(failure.message).toMatch(one.says);
      expect(failure.message).not.toContain(bed.values.AWS_SECRET_ACCESS_KEY);
    },
  );

  it('is QuotaExceeded where the project may have no more', async () => {
    const full = await ClusterTestBed.create();
    try {
      await createObject(
        full.client,
        { apiVersion: 'v1', kind: 'ResourceQuota', plural: 'resourcequotas' },
        {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'none', namespace: full.namespace },
          spec: { hard: { pods: '0' } },
        } as object,
      );
      const on = await full.started();
      const spec = full.revision('a');
      await on.apply(spec, 1);
      const { message } = await untilFailed(on, spec, 'QuotaExceeded');
      expect(message).toContain('exceeded quota: none');
    } finally {
      await full.close();
    }
  });

  it('is QuotaExceeded where one object of several does not fit, and leaves none of them behind', async () => {
    const full = await ClusterTestBed.create();
    try {
      await createObject(
        full.client,
        { apiVersion: 'v1', kind: 'ResourceQuota', plural: 'resourcequotas' },
        {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'no-services', namespace: full.namespace },
          spec: { hard: { services: '0' } },
        } as object,
      );
      full.values = bed.values;
      const on = await full.started();
      const spec = {
        ...full.revision('a'),
        model: { uri: 's3://models/iris', connection: 'bucket' },
      };
      // The quota counts when its controller has seen it
      await untilPasses(async () => {
        await on.apply(spec, 1);
        const [facts] = on.facts(spec.service);
        expect(facts?.failure).toMatchObject({
          code: 'QuotaExceeded',
          message: expect.stringContaining('exceeded quota: no-services'),
        });
        expect(await ownedIn(full)).toEqual([]);
      });
    } finally {
      await full.close();
    }
  });

  it('is InvalidSpec in a namespace that is being deleted, and nothing is written there', async () => {
    const ending = await ClusterTestBed.create();
    const at = { namespace: ending.namespace, name: 'stays' };
    try {
      const on = await ending.started();
      // As long as this one is there, the namespace is
      await createObject(ending.client, resourceTypes.ConfigMap, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { ...at, finalizers: ['greenroom.test/stays'] },
      });
      await ending.endNamespace();
      const spec = ending.revision('a');
      await on.apply(spec, 1);
      expect(on.facts(spec.service)[0]?.failure).toMatchObject({
        code: 'InvalidSpec',
        message: `the namespace '${ending.namespace}' is being deleted, and takes nothing new: ask who runs the cluster to make it again when it is gone, or deploy to another one`,
      });
      expect(await ownedIn(ending)).toEqual([]);
    } finally {
      await mergeObject(ending.client, resourceTypes.ConfigMap, at, {
        metadata: { finalizers: null },
      });
      await ending.close();
    }
  });

  it('is AdmissionDenied where a policy of the cluster refuses pods', async () => {
    const strict = await ClusterTestBed.create({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    try {
      const on = await strict.started();
      const spec = strict.revision('a');
      await on.apply(spec, 1);
      const { message } = await untilFailed(on, spec, 'AdmissionDenied');
      expect(message).toContain('violates PodSecurity');
    } finally {
      await strict.close();
    }
  });

  it('is InvalidSpec where there is no such namespace, and where a name is taken by something that is not ours', async () => {
    const spec = bed.revision('lost');
    await driver.apply(
      {
        ...spec,
        service: { ...spec.service, namespace: 'nowhere' },
        key: 'nowhere/lost-predictor-00001',
      },
      1,
    );
    const lost = driver.facts({ namespace: 'nowhere', name: 'lost' })[0];
    expect(lost.failure).toMatchObject({
      code: 'InvalidSpec',
      message: expect.stringMatching(
        /namespaces "nowhere" not found: .*; ask who runs it to make one/,
      ),
    });

    const taken = bed.revision('taken');
    await createObject(
      bed.client,
      { apiVersion: 'v1', kind: 'Service', plural: 'services' },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'taken-predictor', namespace: bed.namespace },
        spec: { ports: [{ port: 80 }] },
      } as object,
    );
    await driver.apply(taken, 1);
    const [facts] = driver.facts(taken.service);
    expect(facts.failure).toMatchObject({
      code: 'InvalidSpec',
      message: expect.stringContaining(
        "a Service 'taken-predictor' that Greenroom did not write",
      ),
    });
    const at = { namespace: bed.namespace, name: taken.name };
    expect(
      await readObject(bed.client, resourceTypes.Deployment, at),
    ).toBeUndefined();
  });
});
