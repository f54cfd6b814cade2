import {
  annotations,
  stateTable,
  type Condition,
  type InferenceGraph,
  type InferenceStep,
  type ReplicaFacts,
  type RevisionFacts,
  type StateCode,
} from '@greenroom/backstage-plugin-model-serving-common';
import { readManagedGraph, type ManagedGraph } from './readManagedGraph';
import type { ServiceFacts } from './serviceProblems';

const CREATED = Date.parse('2026-11-21T12:00:00Z');
const stop = { [annotations.stop]: 'true' };

function condition(
  type: string,
  status: Condition['status'],
  reason?: string,
  message?: string,
): Condition {
  return { type, status, reason, message };
}

/** What KServe 0.20 writes of a graph in Standard mode once its router's Deployment says anything of being available. */
const ready: InferenceGraph['status'] = {
  url: 'http://flow-demo.example.com',
  conditions: [condition('Ready', 'True'), condition('Stopped', 'False')],
  // Of the Deployment, which the scaler writes to as well
  observedGeneration: 7,
};
const stopped: InferenceGraph['status'] = {
  conditions: [
    condition('Stopped', 'True'),
    condition('Ready', 'False', 'Stopped'),
  ],
};
/** As Knative says it of the router's service. */
const failing: InferenceGraph['status'] = {
  conditions: [
    condition('Ready', 'False', 'RevisionFailed', 'Unable to fetch image'),
  ],
};
const coming: InferenceGraph['status'] = {
  conditions: [condition('Ready', 'Unknown', 'RevisionMissing')],
};

function facts(code: StateCode, more: Partial<ServiceFacts> = {}) {
  const { word, tone } = stateTable[code];
  return {
    state: { code, word, tone, headline: `It is ${code}.` },
    protocol: 'v2',
    modelName: 'm',
    ...more,
  } as ServiceFacts;
}

function read(given: {
  status?: InferenceGraph['status'];
  services?: Record<string, ServiceFacts>;
  notes?: Record<string, string>;
  steps?: InferenceStep[];
  more?: Partial<ManagedGraph>;
}) {
  const { status, notes, more } = given;
  const { services = { a: facts('ready'), b: facts('idle') } } = given;
  const { steps = [{ serviceName: 'a' }, { serviceName: 'b' }] } = given;
  return readManagedGraph({
    object: {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'InferenceGraph',
      metadata: {
        name: 'flow',
        namespace: 'demo',
        generation: 2,
        annotations: notes,
      },
      spec: { nodes: { root: { routerType: 'Sequence', steps } } },
      status,
    },
    services: name => services[name],
    router: [router({})],
    reason: 'the cluster routes by itself',
    isDeleting: false,
    createdAt: CREATED,
    now: CREATED + 60_000,
    ...more,
  });
}

/** What is seen of its router; by default one pod that answers. */
function router(change: Partial<RevisionFacts>): RevisionFacts {
  return {
    key: 'demo/flow',
    desired: 1,
    fetch: { state: 'not-needed' },
    replicas: [{ id: 'r1', state: 'ready', restarts: 0 }],
    observedAt: '2026-11-21T12:01:00Z',
    ...change,
  };
}

const crashed: ReplicaFacts = {
  id: 'r2',
  state: 'backoff',
  restarts: 4,
  lastExit: {
    reason: 'Error',
    exitCode: 3,
    at: '2026-11-21T12:00:50Z',
    logTail: 'no such node',
    wasReady: false,
  },
};
const starts: ReplicaFacts = { id: 'r2', state: 'starting', restarts: 0 };
const runs = (...replicas: ReplicaFacts[]) => ({
  more: { router: [router({ replicas })] },
});
const answers: ReplicaFacts = { id: 'r1', state: 'ready', restarts: 0 };
const idle = { more: { router: [router({ desired: 0, replicas: [] })] } };
const unwatched = { more: { router: [] } };
const late = { now: CREATED + 30 * 60_000 };
const unseen = {
  unseen: { message: 'it hangs', since: '2026-11-21T12:00:30Z' },
};
const onlyA = { a: facts('ready') };
const startsB = { ...onlyA, b: facts('starting') };
const failsB = { ...onlyA, b: facts('failed') };
const grpcB = { ...onlyA, b: facts('ready', { protocol: 'grpc-v2' }) };

describe('readManagedGraph', () => {
  it.each`
    situation                                          | given                                            | code          | headline
    ${'ready, whatever generation its Deployment has'} | ${{ status: ready }}                             | ${'ready'}    | ${'KServe says that its router is ready; all of its services answer.'}
    ${'new, and its services answer'}                  | ${{}}                                            | ${'starting'} | ${'Its services answer; KServe makes its router.'}
    ${'new for half an hour'}                          | ${{ more: late }}                                | ${'unknown'}  | ${expect.stringMatching(/^Nothing acts on it: .* Ask who runs the cluster\.$/)}
    ${'new, while KServe waits for a service'}         | ${{ services: startsB, more: late }}             | ${'starting'} | ${'service b is not ready: It is starting.'}
    ${'new, and a service will not come'}              | ${{ services: failsB }}                          | ${'failed'}   | ${'service b is not ready: It is failed.'}
    ${'new, with a service that is not there'}         | ${{ services: onlyA }}                           | ${'failed'}   | ${'there is no service "b" in the project'}
    ${'ready for KServe, with a service that went'}    | ${{ status: ready, services: onlyA }}            | ${'failed'}   | ${'there is no service "b" in the project'}
    ${'ready for KServe, with a service that fails'}   | ${{ status: ready, services: failsB }}           | ${'failed'}   | ${'service b is not ready: It is failed.'}
    ${'of a service that speaks gRPC only'}            | ${{ services: grpcB }}                           | ${'failed'}   | ${'the runtime does not support a protocol compatible with Inference Graphs'}
    ${'one whose router fails'}                        | ${{ status: failing }}                           | ${'failed'}   | ${'KServe says of its router: RevisionFailed, Unable to fetch image'}
    ${'one whose router comes'}                        | ${{ status: coming }}                            | ${'starting'} | ${'KServe says of its router: RevisionMissing'}
    ${'one whose router crashes, Ready for KServe'}    | ${{ status: ready, ...runs(crashed) }}           | ${'failed'}   | ${'Its router does not answer: the router ended before it was ready. KServe says that it is ready.'}
    ${'one whose router crashes, and KServe knows'}    | ${{ status: failing, ...runs(crashed) }}         | ${'failed'}   | ${'Its router does not answer: the router ended before it was ready. KServe says: RevisionFailed, Unable to fetch image.'}
    ${'new, and its router crashes'}                   | ${runs(crashed)}                                 | ${'failed'}   | ${'Its router does not answer: the router ended before it was ready. KServe says nothing of it.'}
    ${'ready, and one of two of its router crashes'}   | ${{ status: ready, ...runs(answers, crashed) }}  | ${'ready'}    | ${'Its router answers, and all of its services do; of one of its replicas: the router ended before it was ready'}
    ${'Ready for KServe, and its router starts'}       | ${{ status: ready, ...runs(starts) }}            | ${'starting'} | ${'Its router starts: none of its replicas answers yet (wanted: 1). KServe says that it is ready.'}
    ${'ready, whose router has scaled to nothing'}     | ${{ status: ready, ...idle }}                    | ${'ready'}    | ${'KServe says that its router is ready; all of its services answer.'}
    ${'ready, of whose router nothing is seen'}        | ${{ status: ready, ...unwatched }}               | ${'ready'}    | ${'KServe says that its router is ready; all of its services answer.'}
    ${'to be stopped while its router crashes'}        | ${{ notes: stop, ...runs(crashed) }}             | ${'stopping'} | ${'KServe takes its router away.'}
    ${'stopped'}                                       | ${{ status: stopped, notes: stop }}              | ${'stopped'}  | ${'Stopped by its owner: its router is gone.'}
    ${'to be stopped'}                                 | ${{ status: ready, notes: stop }}                | ${'stopping'} | ${'KServe takes its router away.'}
    ${'to be started again'}                           | ${{ status: stopped }}                           | ${'starting'} | ${'Its services answer; KServe makes its router.'}
    ${'to be started again, long after it was made'}   | ${{ status: stopped, more: late }}               | ${'starting'} | ${'Its services answer; KServe makes its router.'}
    ${'to be deleted'}                                 | ${{ status: ready, more: { isDeleting: true } }} | ${'deleting'} | ${'KServe takes its router away.'}
    ${'on a cluster that is not heard'}                | ${{ status: ready, more: unseen }}               | ${'unknown'}  | ${'The cluster cannot be observed since 2026-11-21T12:00:30Z: it hangs'}
  `('says $code of a graph that is $situation', ({ given, code, headline }) => {
    const { state, profile, graph } = read(given);
    expect(state).toMatchObject({
      code,
      word: stateTable[code as StateCode].word,
    });
    expect(state.headline).toEqual(headline);
    // Nothing of it is for a gateway of ours
    expect({ profile, graph }).toEqual({ profile: 'kserve' });
  });

  it('is amber with a note where one of two replicas of its router fails', () => {
    const { state, findings } = read({
      status: ready,
      ...runs(answers, crashed),
    });
    expect(state.tone).toBe('amber');
    expect(findings).toMatchObject([{ severity: 'warning', replica: 'r2' }]);
    expect(read({ status: ready }).state.tone).toBe('green');
  });

  it('has the cause and the way out of a router that does not answer', () => {
    const { findings } = read({ status: ready, ...runs(crashed) });
    expect(findings).toMatchObject([
      {
        code: 'ModelLoadFailed',
        severity: 'error',
        replica: 'r2',
        detail: 'Error, exit code 3\nno such node',
        action: expect.stringContaining('log of its pod'),
      },
    ]);
  });

  it('warns of what KServe let in and does not do, and runs it', () => {
    const { state, warnings, problems } = read({
      status: ready,
      notes: { [annotations.graphSteps]: '{"root/0":{"retries":2}}' },
      steps: [
        { serviceName: 'a' },
        { serviceName: 'b', data: '$response.x', condition: 'cel:true' },
      ],
    });
    expect([state.code, problems]).toEqual(['ready', []]);
    expect(warnings.map(({ path }) => path)).toEqual([
      'spec.nodes.root.steps[1].data',
      'spec.nodes.root.steps[1].condition',
      `metadata.annotations[${annotations.graphSteps}]`,
    ]);
  });
});
