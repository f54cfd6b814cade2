import {
  confirmed,
  facts,
  inWords,
  starting,
  up,
} from './__testUtils__/planWords';
import {
  planWorld,
  replica,
  revision,
  revisionFacts,
  WorldChange,
} from './__testUtils__/planWorld';
import { KEPT_REVISIONS } from './planComponent';
import { planDeployment } from './planDeployment';
import { DeploymentPlan } from './types';

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
      'one ready replica does not take over from two',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(
          up(1, 'a', 'b'),
          revisionFacts(2, {
            replicas: [replica('c', 'ready'), replica('d', 'starting')],
          }),
        ),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a', 'b']]),
      },
      ['route 1', 'apply 1 x2', 'apply 2 x2'],
      'replicas',
    ],
    [
      'as many as are wanted take over, however many there were',
      {
        revisions: [revision(1, 'old'), revision(2)],
        wantedReplicas: 1,
        facts: facts(up(1, 'a', 'b'), up(2, 'c')),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a', 'b']]),
      },
      ['route 2', 'apply 2 x1'],
      'status',
    ],
    [
      'requests decide how many replicas what serves has',
      {
        revisions: [revision(1)],
        scaled: new Map([[revision(1).spec.key, 5]]),
        facts: facts(up(1, 'a', 'b')),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a', 'b']]),
      },
      ['route 1', 'apply 1 x5'],
      undefined,
    ],
    [
      'one that nobody asks for is where it should be without a replica',
      {
        revisions: [revision(1)],
        scaled: new Map([[revision(1).spec.key, 0]]),
        facts: facts(revisionFacts(1, { desired: 0 })),
        servingBefore: revision(1).spec.name,
        latestReady: revision(1).spec.name,
        gateways: confirmed([1, []]),
      },
      ['route 1', 'apply 1 x0'],
      undefined,
    ],
    [
      'an update of it is tried out with what revisions start with',
      {
        revisions: [revision(1, 'old'), revision(2)],
        wantedReplicas: 1,
        scaled: new Map([[revision(1).spec.key, 0]]),
        facts: facts(revisionFacts(1, { desired: 0 }), starting(2)),
        servingBefore: revision(1).spec.name,
        latestReady: revision(1).spec.name,
        gateways: confirmed([1, []]),
      },
      ['route 1', 'apply 1 x0', 'apply 2 x1'],
      'replicas',
    ],
    [
      'an update under load comes up with as many as serve, and not before',
      {
        revisions: [revision(1, 'old'), revision(2)],
        wantedReplicas: 1,
        scaled: new Map([[revision(1).spec.key, 2]]),
        facts: facts(up(1, 'a', 'b'), up(2, 'c')),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a', 'b']]),
      },
      ['route 1', 'apply 1 x2', 'apply 2 x2'],
      'replicas',
    ],
    [
      'what has the traffic keeps it with fewer replicas than what goes still has',
      {
        revisions: [revision(1, 'old'), revision(2)],
        facts: facts(up(1, 'a', 'b'), up(2, 'c')),
        servingBefore: revision(2).spec.name,
        gateways: confirmed([1, ['a', 'b']]),
      },
      ['route 2', 'apply 2 x2'],
      'gateway',
    ],
    [
      'a change that is taken back goes on with the revision that still serves',
      {
        revisions: [revision(1), revision(2, 'bad')],
        facts: facts(up(1, 'a', 'b'), starting(2)),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a', 'b']]),
      },
      ['route 1', 'apply 1 x2', 'apply 2 x0'],
      'drain',
    ],
    [
      'and does so when its replicas are lost meanwhile',
      {
        revisions: [revision(1), revision(2, 'bad')],
        servingBefore: revision(1).spec.name,
        gateways: confirmed(),
      },
      ['route 1', 'apply 1 x2'],
      'replicas',
    ],
    [
      'a revision that ended is not started again: its content becomes a new one',
      {
        revisions: [revision(1), revision(2, 'old')],
        facts: facts(up(2, 'a')),
        servingBefore: revision(2).spec.name,
        gateways: confirmed([2, ['a']]),
      },
      ['add 3', 'route 2', 'apply 2 x2', 'apply 3 x2'],
      'replicas',
    ],
    [
      'a spec that comes to nothing after a change was taken back leaves alone what serves',
      {
        revisions: [revision(1, 'old'), revision(2, 'bad')],
        resolution: {
          kind: 'failed',
          failure: { code: 'NoRuntime', message: 'none', at: '' },
        },
        facts: facts(up(1, 'a', 'b')),
        servingBefore: revision(1).spec.name,
        gateways: confirmed([1, ['a', 'b']]),
      },
      ['route 1', 'apply 1 x2'],
      undefined,
    ],
    [
      'the traffic moves once it costs no capacity; the old replicas stay until the status says so',
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
    expect(plan.failures).toEqual([{ ...failure, component: 'predictor' }]);
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
