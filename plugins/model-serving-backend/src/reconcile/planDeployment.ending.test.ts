import { confirmed, facts, inWords, up } from './__testUtils__/planWords';
import {
  planWorld,
  replica,
  revision,
  revisionFacts,
  WorldChange,
} from './__testUtils__/planWorld';
import { planDeployment } from './planDeployment';
import { DeploymentPlan } from './types';

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
