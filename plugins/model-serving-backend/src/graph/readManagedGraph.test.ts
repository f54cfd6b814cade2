import {
  annotations,
  stateTable,
  type Condition,
  type InferenceGraph,
  type InferenceStep,
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
    reason: 'the cluster routes by itself',
    isDeleting: false,
    createdAt: CREATED,
    now: CREATED + 60_000,
    ...more,
  });
}

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
