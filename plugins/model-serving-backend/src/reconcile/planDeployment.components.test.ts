import type {
  ComponentName,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import { confirmed, facts, inWords, up } from './__testUtils__/planWords';
import {
  componentWorld,
  planWorld,
  replica,
  revision,
  revisionFacts,
  WorldChange,
} from './__testUtils__/planWorld';
import { planDeployment } from './planDeployment';
import { ComponentWorld, DeploymentPlan } from './types';

const PREDICTOR = {
  revisions: [revision(1)],
  servingBefore: revision(1).spec.name,
};

function other(
  component: ComponentName,
  number: number,
  fingerprint = 'wanted',
) {
  return revision(number, fingerprint, component);
}

function upOf(
  component: ComponentName,
  number: number,
  ...ids: string[]
): RevisionFacts {
  const replicas = ids.map(id => replica(id, 'ready'));
  return revisionFacts(number, { replicas }, component);
}

function startingOf(component: ComponentName, number: number): RevisionFacts {
  const replicas = [replica('s', 'starting')];
  return revisionFacts(number, { replicas }, component);
}

/** A component with kept revisions, of which one had its traffic. */
function kept(
  component: ComponentName,
  revisions: ReturnType<typeof revision>[],
  served?: number,
): ComponentWorld {
  return componentWorld(component, {
    revisions,
    ...(served === undefined
      ? {}
      : { servingBefore: other(component, served).spec.name }),
  });
}

/** A component that the spec no longer has. */
function removed(world: ComponentWorld): ComponentWorld {
  const { resolution: _gone, ...rest } = world;
  return rest;
}

describe('planDeployment, of several components', () => {
  it.each<[string, WorldChange, string[], DeploymentPlan['waitingFor']]>([
    [
      'a new service gets a revision of each, and a route through the transformer',
      { others: [componentWorld('transformer'), componentWorld('explainer')] },
      [
        'add 1',
        'add transformer 1',
        'add explainer 1',
        'route transformer 1, explain explainer 1, internal predictor 1',
        'apply 1 x2',
        'apply transformer 1 x2',
        'apply explainer 1 x2',
      ],
      'replicas',
    ],
    [
      'a predictor that is ready first is not asked past a transformer that comes with it',
      {
        ...PREDICTOR,
        facts: facts(up(1, 'a', 'b'), startingOf('transformer', 1)),
        gateways: confirmed([1, ['a', 'b']]),
        others: [kept('transformer', [other('transformer', 1)], 1)],
      },
      [
        'route transformer 1, internal predictor 1',
        'apply 1 x2',
        'apply transformer 1 x2',
      ],
      'replicas',
    ],
    [
      'a change of the transformer leaves the predictor as it is',
      {
        ...PREDICTOR,
        facts: facts(up(1, 'a', 'b'), upOf('transformer', 1, 'c', 'd')),
        gateways: confirmed([1, ['a', 'b']], [1, ['c', 'd'], 'transformer']),
        others: [kept('transformer', [other('transformer', 1, 'old')], 1)],
      },
      [
        'add transformer 2',
        'route transformer 1, internal predictor 1',
        'apply 1 x2',
        'apply transformer 1 x2',
        'apply transformer 2 x2',
      ],
      'replicas',
    ],
    [
      'a change of the predictor leaves the transformer as it is',
      {
        revisions: [revision(1, 'old'), revision(2)],
        servingBefore: revision(2).spec.name,
        facts: facts(
          up(1, 'a', 'b'),
          up(2, 'e', 'f'),
          upOf('transformer', 1, 'c', 'd'),
        ),
        gateways: confirmed([2, ['e', 'f']], [1, ['c', 'd'], 'transformer']),
        others: [kept('transformer', [other('transformer', 1)], 1)],
      },
      [
        'route transformer 1, internal predictor 2',
        'apply 2 x2',
        'apply transformer 1 x2',
        'apply 1 x0',
      ],
      'drain',
    ],
    [
      'a transformer that is added to a service that serves takes no part before it is ready',
      {
        ...PREDICTOR,
        wasReady: true,
        facts: facts(up(1, 'a', 'b'), startingOf('transformer', 1)),
        gateways: confirmed([1, ['a', 'b']]),
        others: [kept('transformer', [other('transformer', 1)])],
      },
      ['route 1, internal predictor 1', 'apply 1 x2', 'apply transformer 1 x2'],
      'replicas',
    ],
    [
      'then it does',
      {
        ...PREDICTOR,
        wasReady: true,
        facts: facts(up(1, 'a', 'b'), upOf('transformer', 1, 'c', 'd')),
        gateways: confirmed([1, ['a', 'b']]),
        others: [kept('transformer', [other('transformer', 1)])],
      },
      [
        'route transformer 1, internal predictor 1',
        'apply 1 x2',
        'apply transformer 1 x2',
      ],
      undefined,
    ],
    [
      'and goes on doing so when it stumbles',
      {
        ...PREDICTOR,
        wasReady: true,
        facts: facts(up(1, 'a', 'b'), startingOf('transformer', 1)),
        gateways: confirmed([1, ['a', 'b']]),
        others: [kept('transformer', [other('transformer', 1)], 1)],
      },
      [
        'route transformer 1, internal predictor 1',
        'apply 1 x2',
        'apply transformer 1 x2',
      ],
      'replicas',
    ],
    [
      'a transformer that is taken away loses the traffic at once, its replicas when the status says so',
      {
        ...PREDICTOR,
        facts: facts(up(1, 'a', 'b'), upOf('transformer', 1, 'c')),
        gateways: confirmed([1, ['a', 'b']], [1, ['c'], 'transformer']),
        others: [removed(kept('transformer', [other('transformer', 1)], 1))],
      },
      ['route 1, internal predictor 1', 'apply 1 x2'],
      'status',
    ],
    [
      'and every gateway forgot it; what it still does reaches the predictor',
      {
        ...PREDICTOR,
        facts: facts(up(1, 'a', 'b'), upOf('transformer', 1, 'c')),
        gateways: confirmed([1, ['a', 'b']]),
        others: [removed(kept('transformer', [other('transformer', 1)]))],
      },
      ['route 1, internal predictor 1', 'apply 1 x2', 'apply transformer 1 x0'],
      'drain',
    ],
    [
      'at last the cluster forgets it, and the internal route goes',
      {
        ...PREDICTOR,
        facts: facts(
          up(1, 'a', 'b'),
          revisionFacts(1, { desired: 0 }, 'transformer'),
        ),
        gateways: confirmed([1, ['a', 'b']]),
        others: [removed(kept('transformer', [other('transformer', 1)]))],
      },
      ['route 1', 'apply 1 x2', 'remove transformer 1'],
      undefined,
    ],
    [
      'each has as many replicas as it asks for',
      {
        ...PREDICTOR,
        facts: facts(up(1, 'a', 'b'), upOf('transformer', 1, 'c')),
        gateways: confirmed([1, ['a', 'b']], [1, ['c'], 'transformer']),
        others: [
          {
            ...kept('transformer', [other('transformer', 1)], 1),
            wantedReplicas: 1,
          },
        ],
      },
      [
        'route transformer 1, internal predictor 1',
        'apply 1 x2',
        'apply transformer 1 x1',
      ],
      undefined,
    ],
    [
      'a stop ends who calls first, while the predictor still answers',
      {
        ...PREDICTOR,
        isStopped: true,
        facts: facts(up(1, 'a'), upOf('transformer', 1, 'c')),
        gateways: confirmed([1, ['a']]),
        others: [kept('transformer', [other('transformer', 1)], 1)],
      },
      ['route stopped, internal predictor 1', 'apply transformer 1 x0'],
      'drain',
    ],
    [
      'but not before the gateway sends it nothing more',
      {
        ...PREDICTOR,
        isStopped: true,
        facts: facts(up(1, 'a'), upOf('transformer', 1, 'c')),
        gateways: confirmed([1, ['a']], [1, ['c'], 'transformer']),
        others: [kept('transformer', [other('transformer', 1)], 1)],
      },
      ['route stopped, internal predictor 1'],
      'gateway',
    ],
    [
      'then the predictor, once nobody can call it',
      {
        ...PREDICTOR,
        isStopped: true,
        facts: facts(
          up(1, 'a'),
          revisionFacts(1, { desired: 0 }, 'transformer'),
        ),
        gateways: confirmed(),
        others: [kept('transformer', [other('transformer', 1)], 1)],
      },
      ['route stopped', 'apply 1 x0'],
      'drain',
    ],
    [
      'a deletion goes the same way',
      {
        ...PREDICTOR,
        isDeleting: true,
        facts: facts(up(1, 'a'), upOf('explainer', 1, 'c')),
        gateways: confirmed([1, ['a']]),
        others: [kept('explainer', [other('explainer', 1)], 1)],
      },
      ['route none, internal predictor 1', 'apply explainer 1 x0'],
      'drain',
    ],
    [
      'and the cluster forgets all of them',
      {
        ...PREDICTOR,
        isDeleting: true,
        facts: facts(
          revisionFacts(1, { desired: 0 }),
          revisionFacts(1, { desired: 0 }, 'explainer'),
        ),
        gateways: confirmed(),
        others: [kept('explainer', [other('explainer', 1)], 1)],
      },
      ['no route', 'remove 1', 'remove explainer 1'],
      'drain',
    ],
  ])('%s', (_situation, change, steps, waitingFor) => {
    const plan = planDeployment(planWorld(change));
    expect(inWords(plan)).toEqual(steps);
    expect(plan.waitingFor).toBe(waitingFor);
  });

  it('numbers the revisions of each component by itself', () => {
    const plan = planDeployment(
      planWorld({
        revisions: [revision(7)],
        others: [kept('explainer', [other('explainer', 2, 'old')])],
      }),
    );
    expect(plan.steps[0]).toMatchObject({
      kind: 'add-revision',
      revision: {
        component: 'explainer',
        number: 3,
        spec: { key: 'demo/iris-explainer-00003', component: 'explainer' },
      },
    });
  });

  it('says of which component there is no revision; a service that is made with it is not asked past it', () => {
    const failure = { code: 'InvalidSpec' as const, message: 'no', at: '' };
    const plan = planDeployment(
      planWorld({
        ...PREDICTOR,
        facts: facts(up(1, 'a', 'b')),
        others: [
          componentWorld('transformer', {
            resolution: { kind: 'failed', failure },
          }),
        ],
      }),
    );
    expect(plan.failures).toEqual([{ ...failure, component: 'transformer' }]);
    expect(plan.intent?.destination).toEqual({
      kind: 'revisions',
      targets: [],
    });
    expect(plan.joining).toEqual([]);
  });

  it('limits requests as the component that they go to says', () => {
    const plan = planDeployment(
      planWorld({
        limits: { timeoutMs: 1, containerConcurrency: 1 },
        others: [
          componentWorld('transformer', { limits: { timeoutMs: 2 } }),
          componentWorld('explainer', { limits: { timeoutMs: 3 } }),
        ],
      }),
    );
    expect(plan.intent).toMatchObject({
      timeoutMs: 2,
      explain: { timeoutMs: 3 },
      internal: [{ timeoutMs: 1, containerConcurrency: 1 }],
    });
    expect(plan.intent?.containerConcurrency).toBeUndefined();
  });
});
