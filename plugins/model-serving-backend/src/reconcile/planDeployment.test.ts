import type { RevisionFacts } from '@greenroom/backstage-plugin-model-serving-common';
import type { SnapshotContent } from '../routing';
import { KEPT_REVISIONS, planDeployment } from './planDeployment';
import {
  planWorld,
  replica,
  revision,
  revisionFacts,
} from './__fixtures__/planWorld';
import { DeploymentPlan, PlanWorld } from './types';

type WorldChange = Parameters<typeof planWorld>[0];

/** A plan as lines that read like the plan. */
function inWords(plan: DeploymentPlan): string[] {
  return plan.steps.map(step => {
    switch (step.kind) {
      case 'add-revision':
        return `add ${step.revision.number}`;
      case 'forget-revision':
        return `forget ${step.revision.number}`;
      case 'apply':
        return `apply ${step.revision.number} x${step.replicas}`;
      case 'remove':
        return `remove ${Number(step.key.slice(-5))}`;
      case 'drained':
        return `drained ${Number(step.key.slice(-5))}/${step.replica}`;
      case 'route': {
        const destination = step.intent?.destination;
        if (!destination) return 'no route';
        if (destination.kind === 'stopped') return 'route stopped';
        return `route ${destination.targets
          .map(t => Number(t.revision.slice(-5)))
          .join(',')}`;
      }
      default:
        return step.kind;
    }
  });
}

/** What a gateway confirmed: by revision number, the replicas that it knows. */
function confirmed(...replicas: [number, string[]][]): PlanWorld['gateways'] {
  const revisions: Record<
    string,
    { replicas: { id: string; host: string; port: number }[] }
  > = {};
  for (const [number, ids] of replicas) {
    revisions[revision(number).spec.key] = {
      replicas: ids.map(id => ({ id, host: 'h', port: 1 })),
    };
  }
  const content: SnapshotContent = { routes: [], revisions };
  return { confirmed: [content], pending: [] };
}

const facts = (...entries: RevisionFacts[]) =>
  new Map(entries.map(entry => [entry.key, entry]));
const up = (number: number, ...ids: string[]) =>
  revisionFacts(number, { replicas: ids.map(id => replica(id, 'ready')) });
const starting = (number: number) =>
  revisionFacts(number, { replicas: [replica('s', 'starting')] });

describe('planDeployment, running', () => {
  it.each<[string, WorldChange, string[], DeploymentPlan['waitingFor']]>([
    [
      'a new service gets its first revision and a route that answers NotReady',
      {},
      ['add 1', 'route 1', 'apply 1 x2'],
      'replicas',
    ],
    [
      'nothing is new while the spec comes to the same',
      {
        revisions: [revision(1)],
        facts: facts(up(1, 'a')),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a']]),
      },
      ['route 1', 'apply 1 x2'],
      undefined,
    ],
    [
      'a changed spec makes the next revision; the old one keeps its replicas and the traffic',
      {
        revisions: [revision(1, 'old')],
        facts: facts(up(1, 'a')),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a']]),
      },
      ['add 2', 'route 1', 'apply 1 x2', 'apply 2 x2'],
      'replicas',
    ],
    [
      'a revision that starts gets nothing',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(up(1, 'a'), starting(2)),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a']]),
      },
      ['route 1', 'apply 1 x2', 'apply 2 x2'],
      'replicas',
    ],
    [
      'the traffic moves with the first ready replica; the old replicas stay until the status says so',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(up(1, 'a'), up(2, 'b')),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a']]),
      },
      ['route 2', 'apply 2 x2'],
      'status',
    ],
    [
      'and until the gateway confirmed it',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(up(1, 'a'), up(2, 'b')),
        servingBefore: revision(2).spec.name,
        gateways: confirmed([1, ['a']]),
      },
      ['route 2', 'apply 2 x2'],
      'gateway',
    ],
    [
      'and until it is known what the gateway serves by',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(up(1, 'a'), up(2, 'b')),
        servingBefore: revision(2).spec.name,
        gateways: { pending: [] },
      },
      ['route 2', 'apply 2 x2'],
      'gateway',
    ],
    [
      'and while an older snapshot is on its way',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(up(1, 'a'), up(2, 'b')),
        servingBefore: revision(2).spec.name,
        gateways: {
          ...confirmed([2, ['b']]),
          pending: confirmed([1, ['a']]).confirmed!,
        },
      },
      ['route 2', 'apply 2 x2'],
      'gateway',
    ],
    [
      'then they go',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(up(1, 'a'), up(2, 'b')),
        servingBefore: revision(2).spec.name,
        gateways: confirmed([2, ['b']]),
      },
      ['route 2', 'apply 2 x2', 'apply 1 x0'],
      'drain',
    ],
    [
      'a leaving replica may end once no gateway knows it',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(
          revisionFacts(1, {
            desired: 0,
            replicas: [replica('a', 'draining')],
          }),
          up(2, 'b'),
        ),
        servingBefore: revision(2).spec.name,
        gateways: confirmed([2, ['b']]),
      },
      ['route 2', 'apply 2 x2', 'apply 1 x0', 'drained 1/a'],
      'drain',
    ],
    [
      'what has no replica any more is forgotten by the cluster',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(
          revisionFacts(1, { desired: 0, replicas: [] }),
          up(2, 'b'),
        ),
        servingBefore: revision(2).spec.name,
        gateways: confirmed([2, ['b']]),
      },
      ['route 2', 'apply 2 x2', 'remove 1'],
      undefined,
    ],
    [
      'scaling down: the replica that goes ends after the gateway forgot it',
      {
        revisions: [revision(1)],
        wantedReplicas: 1,
        facts: facts(
          revisionFacts(1, {
            replicas: [replica('a', 'ready'), replica('b', 'draining')],
          }),
        ),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a', 'b']]),
      },
      ['route 1', 'apply 1 x1'],
      undefined,
    ],
    [
      'a failed update that is replaced by a further one goes, the serving one stays',
      {
        revisions: [revision(1, 'old'), revision(2, 'bad'), revision(3)],
        facts: facts(up(1, 'a'), starting(2), starting(3)),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a']]),
      },
      ['route 1', 'apply 1 x2', 'apply 3 x2', 'apply 2 x0'],
      'drain',
    ],
    [
      'an old one whose replicas are unready for a moment keeps the traffic, if it was ready once',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(
          revisionFacts(1, { replicas: [replica('a', 'unready')] }),
          starting(2),
        ),
        servingBefore: revision(1).spec.name,
        latestReady: revision(1).spec.name,
        gateways: confirmed([1, []]),
      },
      ['route 1', 'apply 1 x2', 'apply 2 x2'],
      'replicas',
    ],
    [
      'one that never was ready gives way to the next at once',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(starting(1), starting(2)),
        servingBefore: revision(1).spec.name,
        gateways: confirmed(),
      },
      ['route 2', 'apply 2 x2'],
      'status',
    ],
    [
      'a lost status is made good by what runs',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(up(1, 'a'), starting(2)),
        gateways: confirmed([1, ['a']]),
      },
      ['route 1', 'apply 1 x2', 'apply 2 x2'],
      'replicas',
    ],
    [
      'without a revision of the spec what served goes on',
      {
        revisions: [revision(1, 'old')],
        resolution: {
          kind: 'failed',
          failure: { code: 'NoRuntime', message: 'none', at: '' },
        },
        facts: facts(up(1, 'a')),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a']]),
      },
      ['route 1', 'apply 1 x2'],
      undefined,
    ],
    [
      'a first spec that comes to nothing has a route that says so',
      {
        resolution: {
          kind: 'failed',
          failure: { code: 'NoRuntime', message: 'none', at: '' },
        },
      },
      ['route '],
      'replicas',
    ],
  ])('%s', (_situation, change, steps, waitingFor) => {
    const plan = planDeployment(planWorld(change));
    expect(inWords(plan)).toEqual(steps);
    expect(plan.waitingFor).toBe(waitingFor);
  });

  it('names, numbers and marks the new revision', () => {
    const plan = planDeployment(
      planWorld({
        revisions: [revision(41, 'old')],
        createdBy: 'user:default/ada',
      }),
    );
    expect(plan.steps[0]).toMatchObject({
      kind: 'add-revision',
      revision: {
        number: 42,
        spec: {
          key: 'demo/iris-predictor-00042',
          name: 'iris-predictor-00042',
        },
        generation: 3,
        createdBy: 'user:default/ada',
      },
    });
  });

  it('says why there is no revision of the spec', () => {
    const failure = { code: 'NoRuntime' as const, message: 'none', at: '' };
    const plan = planDeployment(
      planWorld({ resolution: { kind: 'failed', failure } }),
    );
    expect(plan.failure).toBe(failure);
  });

  it('keeps the newest revisions and forgets older ones that the cluster forgot', () => {
    const revisions = Array.from({ length: KEPT_REVISIONS + 2 }, (_, i) =>
      revision(i + 1, i + 1 === KEPT_REVISIONS + 2 ? undefined : `old ${i}`),
    );
    const plan = planDeployment(
      planWorld({
        revisions,
        facts: facts(
          revisionFacts(1, { desired: 0, replicas: [] }),
          up(KEPT_REVISIONS + 2, 'z'),
        ),
        servingBefore: revisions[revisions.length - 1].spec.name,
        gateways: confirmed(),
      }),
    );
    expect(inWords(plan).filter(line => /forget|remove/.test(line))).toEqual([
      'remove 1',
      'forget 2',
    ]);
  });
});

describe('planDeployment, stopping', () => {
  it.each<[string, WorldChange, string[], DeploymentPlan['waitingFor']]>([
    [
      'routes go first',
      { facts: facts(up(1, 'a')), gateways: confirmed([1, ['a']]) },
      ['route stopped'],
      'gateway',
    ],
    [
      'then replicas',
      { facts: facts(up(1, 'a')), gateways: confirmed() },
      ['route stopped', 'apply 1 x0'],
      'drain',
    ],
    [
      'which end when no gateway knows them',
      {
        facts: facts(
          revisionFacts(1, {
            desired: 0,
            replicas: [replica('a', 'draining')],
          }),
        ),
        gateways: confirmed(),
      },
      ['route stopped', 'apply 1 x0', 'drained 1/a'],
      'drain',
    ],
    [
      'then nothing is left to do, and the model stays',
      {
        facts: facts(revisionFacts(1, { desired: 0, replicas: [] })),
        gateways: confirmed(),
      },
      ['route stopped'],
      undefined,
    ],
    [
      'a gateway that cannot be asked delays it',
      {
        facts: facts(up(1, 'a')),
        gateways: {
          pending: [],
          problem: { message: 'away', since: '2026-01-01T00:00:00Z' },
        },
        now: Date.parse('2026-01-01T00:00:29Z'),
      },
      ['route stopped'],
      'gateway',
    ],
    [
      'but not for ever',
      {
        facts: facts(up(1, 'a')),
        gateways: {
          pending: [],
          problem: { message: 'away', since: '2026-01-01T00:00:00Z' },
        },
        now: Date.parse('2026-01-01T00:00:30Z'),
      },
      ['route stopped', 'apply 1 x0'],
      'drain',
    ],
  ])('%s', (_situation, change, steps, waitingFor) => {
    const plan = planDeployment(
      planWorld({ revisions: [revision(1)], isStopped: true, ...change }),
    );
    expect(inWords(plan)).toEqual(steps);
    expect(plan.waitingFor).toBe(waitingFor);
  });

  it('starts the same revision again', () => {
    const plan = planDeployment(
      planWorld({
        revisions: [revision(1)],
        facts: facts(revisionFacts(1, { desired: 0, replicas: [] })),
        gateways: confirmed(),
      }),
    );
    expect(inWords(plan)).toEqual(['route 1', 'apply 1 x2']);
  });
});

describe('planDeployment, deleting', () => {
  it.each<[string, WorldChange, string[], DeploymentPlan['waitingFor']]>([
    [
      'routes go first',
      { facts: facts(up(1, 'a')), gateways: confirmed([1, ['a']]) },
      ['no route'],
      'gateway',
    ],
    [
      'then replicas',
      { facts: facts(up(1, 'a')), gateways: confirmed() },
      ['no route', 'apply 1 x0'],
      'drain',
    ],
    [
      'replicas of revisions that are not kept too',
      { facts: facts(up(7, 'a')), gateways: confirmed() },
      ['no route', 'remove 7'],
      'drain',
    ],
    [
      'then the cluster forgets',
      {
        facts: facts(revisionFacts(1, { desired: 0, replicas: [] })),
        gateways: confirmed(),
      },
      ['no route', 'remove 1'],
      'drain',
    ],
    [
      'then what is stored',
      { facts: facts(), gateways: confirmed() },
      ['no route', 'remove-connections', 'remove-record'],
      undefined,
    ],
    [
      'a service that never ran goes at once',
      { revisions: [], facts: facts(), gateways: { pending: [] } },
      ['no route', 'remove-connections', 'remove-record'],
      undefined,
    ],
    [
      'also one that is stopped',
      {
        isStopped: true,
        facts: facts(revisionFacts(1, { desired: 0, replicas: [] })),
        gateways: confirmed(),
      },
      ['no route', 'remove 1'],
      'drain',
    ],
  ])('%s', (_situation, change, steps, waitingFor) => {
    const plan = planDeployment(
      planWorld({ revisions: [revision(1)], isDeleting: true, ...change }),
    );
    expect(inWords(plan)).toEqual(steps);
    expect(plan.waitingFor).toBe(waitingFor);
  });
});
