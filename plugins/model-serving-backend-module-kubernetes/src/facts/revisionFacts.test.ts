import type { V1Pod } from '@kubernetes/client-node';
import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import {
  at,
  deployment,
  ended,
  notReady,
  pod,
  waiting,
} from '../__testUtils__/pods';
import { knownPod } from './knownPod';
import { revisionFacts } from './revisionFacts';

const factsOf = (
  pods: readonly V1Pod[],
  options: { before?: RevisionFacts; refusal?: string } = {},
) =>
  revisionFacts({
    key: 'demo/iris-predictor-00001',
    deployment: deployment(2, options.refusal),
    // All that facts are made of is kept of a pod.
    pods: pods.map(knownPod),
    ports: { port: 8080 },
    before: options.before,
    now: at(5).toISOString(),
  });

describe('revisionFacts', () => {
  it('tells of a ready replica where it is reached', () => {
    const facts = factsOf([pod({})]);
    expect(facts).toMatchObject({
      desired: 2,
      fetch: { state: 'not-needed' },
      observedAt: at(5).toISOString(),
    });
    expect(facts.failure).toBeUndefined();
    expect(facts.replicas).toEqual([
      {
        id: 'iris-predictor-00001-abc',
        state: 'ready',
        endpoint: { host: '10.88.0.7', port: 8080 },
        startedAt: at(0).toISOString(),
        readyAt: at(1).toISOString(),
        restarts: 0,
        location: 'node1',
        containers: ['kserve-container'],
      },
    ]);
  });

  it.each`
    situation               | limits                 | sum
    ${'where each has one'} | ${['64Mi', '1Gi']}     | ${1088 * 2 ** 20}
    ${'where one has none'} | ${['64Mi', undefined]} | ${undefined}
    ${'where none has one'} | ${[undefined]}         | ${undefined}
  `(
    'says what memory all containers may have $situation',
    ({ limits, sum }) => {
      const given = pod({});
      const containers = (limits as (string | undefined)[]).map(memory => ({
        name: 'kserve-container',
        ...(memory ? { resources: { limits: { memory } } } : {}),
      }));
      const [replica] = factsOf([{ ...given, spec: { containers } }]).replicas;
      expect(replica.memoryLimitBytes).toBe(sum);
    },
  );

  it.each([
    [
      'pulls its image',
      pod({
        phase: 'Pending',
        conditions: notReady,
        server: { state: waiting('ContainerCreating') },
      }),
      'starting',
    ],
    ['runs, not asked yet', pod({ conditions: notReady }), 'starting'],
    [
      'waits after a crash',
      pod({
        conditions: notReady,
        server: {
          state: waiting('CrashLoopBackOff'),
          lastState: ended(1, 'Error'),
        },
      }),
      'backoff',
    ],
    ['is told to end', pod({ deletedAt: at(4) }), 'draining'],
    ['has failed', pod({ phase: 'Failed', conditions: notReady }), 'ended'],
    [
      'has failed and is removed',
      pod({ phase: 'Failed', deletedAt: at(4) }),
      'ended',
    ],
  ])('a pod that %s', (_what, given, state) => {
    expect(factsOf([given]).replicas[0].state).toBe(state);
  });

  it('remembers that a replica was ready', () => {
    const before = factsOf([pod({})]);
    const [replica] = factsOf([pod({ conditions: notReady })], {
      before,
    }).replicas;
    expect(replica).toMatchObject({
      state: 'unready',
      readyAt: at(1).toISOString(),
    });
    expect(replica.endpoint).toBeUndefined();
  });

  it('tells of the last end: reason, code, last words, and whether it had been ready', () => {
    const crashed = pod({
      conditions: notReady,
      server: {
        state: waiting('CrashLoopBackOff'),
        lastState: ended(137, 'OOMKilled', `${'line\n'.repeat(30)}last`),
        restartCount: 3,
      },
    });
    const [first] = factsOf([crashed]).replicas;
    expect(first).toMatchObject({
      restarts: 3,
      lastExit: {
        reason: 'OOMKilled',
        exitCode: 137,
        wasReady: false,
        at: at(3).toISOString(),
      },
    });
    expect(first.lastExit!.logTail.split('\n')).toHaveLength(20);
    expect(first.lastExit!.logTail).toMatch(/last$/);
    const [second] = factsOf([crashed], {
      before: factsOf([pod({})]),
    }).replicas;
    expect(second.lastExit!.wasReady).toBe(true);
  });

  it.each([
    [
      'waits for its turn',
      { state: waiting('PodInitializing') },
      { state: 'waiting' },
    ],
    [
      'fetches',
      { state: { running: { startedAt: at(1) } } },
      { state: 'fetching', startedAt: at(1).toISOString() },
    ],
    [
      'is done',
      { state: ended(0, 'Completed') },
      { state: 'fetched', finishedAt: at(3).toISOString() },
    ],
    [
      'was refused',
      { state: ended(1, 'Error', 'Access Denied (403)') },
      { state: 'failed', failure: { code: 'StorageDenied', exitCode: 1 } },
    ],
    [
      'found nothing',
      {
        state: waiting('CrashLoopBackOff'),
        lastState: ended(1, 'Error', 'NoSuchBucket: the bucket does not exist'),
      },
      { state: 'failed', failure: { code: 'StorageNotFound' } },
    ],
    [
      'cannot reach it',
      {
        state: waiting('CrashLoopBackOff'),
        lastState: ended(1, 'Error', 'getaddrinfo ENOTFOUND minio'),
      },
      { state: 'failed', failure: { code: 'StorageUnreachable' } },
    ],
    [
      'has no room',
      { state: ended(1, 'Error', 'ENOSPC: no space left on device') },
      { state: 'failed', failure: { code: 'DiskFull' } },
    ],
    [
      'tries again',
      {
        state: { running: { startedAt: at(4) } },
        lastState: ended(1, 'Error', '403'),
      },
      { state: 'fetching', failure: { code: 'StorageDenied' } },
    ],
  ])('a model whose initializer %s', (_what, initializer, fetch) => {
    const facts = factsOf([
      pod({ phase: 'Pending', conditions: notReady, initializer }),
    ]);
    expect(facts.fetch).toMatchObject(fetch);
  });

  it('takes the replica that is farthest for how far the model has come', () => {
    const facts = factsOf([
      pod({
        name: 'b',
        initializer: { state: { running: { startedAt: at(1) } } },
      }),
      pod({ name: 'a', initializer: { state: ended(0, 'Completed') } }),
    ]);
    expect(facts.fetch.state).toBe('fetched');
  });

  const unscheduled = (message: string) =>
    pod({
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message,
          lastTransitionTime: at(1),
        },
      ],
      server: { state: undefined },
    });
  const noImage = (reason: string, message: string) =>
    pod({
      phase: 'Pending',
      conditions: notReady,
      server: { state: waiting(reason, message) },
    });

  it.each([
    [
      'NoAccelerator',
      unscheduled('0/3 nodes are available: 3 Insufficient nvidia.com/gpu.'),
    ],
    [
      'NoCapacity',
      unscheduled('0/1 nodes are available: 1 Insufficient memory.'),
    ],
    [
      'NoMatchingNode',
      unscheduled(
        "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
      ),
    ],
    [
      'NoMatchingNode',
      unscheduled(
        '0/1 nodes are available: 1 node(s) had untolerated taint {gpu: yes}.',
      ),
    ],
    [
      'VolumeNotBound',
      unscheduled(
        '0/1 nodes are available: persistentvolumeclaim "models" not found.',
      ),
    ],
    [
      'VolumeNotBound',
      unscheduled(
        '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
      ),
    ],
    [
      'ImageNotFound',
      noImage(
        'ErrImagePull',
        'failed to resolve reference "reg/x:9": not found',
      ),
    ],
    ['ImageNotFound', noImage('InvalidImageName', "couldn't parse image name")],
    [
      'ImageDenied',
      noImage(
        'ImagePullBackOff',
        'Back-off pulling image "x": ErrImagePull: 401 Unauthorized',
      ),
    ],
    [
      'ImageUnreachable',
      noImage('ErrImagePull', 'dial tcp: lookup reg: no such host'),
    ],
    [
      'SecretMissing',
      noImage('CreateContainerConfigError', 'secret "keys" not found'),
    ],
    [
      'Evicted',
      pod({
        phase: 'Failed',
        reason: 'Evicted',
        message: 'The node was low on resource: memory.',
      }),
    ],
    [
      'DiskFull',
      pod({
        phase: 'Failed',
        reason: 'Evicted',
        message:
          'Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. ',
      }),
    ],
    [
      'DiskFull',
      pod({
        phase: 'Failed',
        reason: 'Evicted',
        message:
          'Container server exceeded its local ephemeral storage limit "4Mi". ',
      }),
    ],
    [
      'DiskFull',
      pod({
        phase: 'Failed',
        reason: 'Evicted',
        message: 'Usage of EmptyDir volume "scratch" exceeds the limit "1Mi". ',
      }),
    ],
    [
      'NodeLost',
      pod({
        conditions: [
          ...notReady,
          {
            type: 'ContainersReady',
            status: 'True',
            lastTransitionTime: at(1),
          },
        ],
      }),
    ],
    [
      'NodeLost',
      pod({ reason: 'NodeLost', message: 'Node node1 is not reachable' }),
    ],
  ])('says %s', (code, given) => {
    expect(factsOf([given]).failure).toMatchObject({ code });
  });

  it.each([
    [
      'QuotaExceeded',
      'pods "x" is forbidden: exceeded quota: small, requested: cpu=1, used: cpu=2, limited: cpu=2',
    ],
    [
      'AdmissionDenied',
      'admission webhook "policy.example.com" denied the request: no latest tags',
    ],
    [
      'SecretMissing',
      'pods "x" is forbidden: error looking up service account demo/y: serviceaccount "y" not found',
    ],
    [
      'InvalidSpec',
      'Pod "x" is invalid: spec.containers[0].image: Required value',
    ],
  ])('says %s where no pod can be made', (code, refusal) => {
    expect(factsOf([], { refusal }).failure).toMatchObject({
      code,
      message: refusal,
    });
  });

  it('says nothing of a pod that was thrown out and replaced', () => {
    expect(
      factsOf([
        pod({ name: 'a', phase: 'Failed', reason: 'Evicted' }),
        pod({ name: 'b' }),
      ]).failure,
    ).toBeUndefined();
  });

  it('says nothing of a pod that ends', () => {
    expect(
      factsOf([noImageThatEnds(), pod({ name: 'b' })]).failure,
    ).toBeUndefined();
  });

  function noImageThatEnds(): V1Pod {
    const given = noImage('ErrImagePull', 'not found');
    return {
      ...given,
      metadata: { ...given.metadata, deletionTimestamp: at(4) },
    };
  }
});
