import {
  ago,
  endpoints,
  exit,
  replica,
  revision,
  world,
  starting,
  crashing,
} from '../__fixtures__/world';
import { InferenceService } from '../resources';
import { describeDeployment } from './describeDeployment';

describe('notes beside Ready', () => {
  const held = {
    revisions: [revision(1), revision(2, { percent: 0, isCanary: true })],
    rollouts: {
      predictor: {
        guard: {
          revision: 'iris-predictor-00002',
          percent: 20,
          at: ago(9),
          because: '12 % of its requests failed',
        },
      },
    },
  };
  it.each`
    tone       | note                                                                | world
    ${'green'} | ${'Updating to v2'}                                                 | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [starting] })] })}
    ${'green'} | ${'1 of 3 replicas ready'}                                          | ${world({ revisions: [revision(1, { desired: 3 })] })}
    ${'green'} | ${'Canary v2 20 %'}                                                 | ${world({ revisions: [revision(1, { percent: 80 }), revision(2, { percent: 20 })] })}
    ${'green'} | ${'Adding the explainer'}                                           | ${world({ joining: ['explainer'] })}
    ${'amber'} | ${'Canary v2 stopped'}                                              | ${world(held)}
    ${'amber'} | ${'Restarted 4 times, last 2 min ago'}                              | ${world({ revisions: [revision(1, { replicas: [replica({ restarts: 4, lastExit: exit({ at: ago(120), wasReady: true }) })] })] })}
    ${'amber'} | ${'Open without a token'} | ${world({ route: { live: true, endpoints: [{ ...endpoints[0], visibility: 'external' }] } }, service => {
  service.metadata.annotations = { 'security.opendatahub.io/enable-auth': 'false' };
})}
    ${'amber'} | ${'Update failing: the model could not be loaded; v1 still serves'} | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [crashing] })] })}
    ${'amber'} | ${'The number of replicas does not follow the load'} | ${world({ hasAutoscaler: false }, service => {
  service.spec.predictor.maxReplicas = 3;
})}
  `('$tone: $note', ({ tone, note, world: given }) => {
    const state = describeDeployment(given);
    expect(state).toMatchObject({
      code: 'ready',
      tone,
      headline: note,
      notes: [note],
    });
  });

  it('tells first what somebody has to act on', () => {
    const state = describeDeployment(
      world({
        revisions: [revision(1, { desired: 3 })],
        ceilings: [
          {
            component: 'predictor',
            revision: revision(1).key,
            wanted: 5,
            max: 3,
            since: ago(60),
          },
        ],
      }),
    );
    expect(state).toMatchObject({
      tone: 'amber',
      headline: 'Requests wait: 5 replicas are wanted, at most 3 may run',
      notes: [
        'Requests wait: 5 replicas are wanted, at most 3 may run',
        '1 of 3 replicas ready',
      ],
    });
  });

  it('an old restart, and a token on an open address, are no notes', () => {
    const given = world(
      {
        revisions: [
          revision(1, {
            replicas: [
              replica({ restarts: 4, lastExit: exit({ at: ago(700) }) }),
            ],
          }),
        ],
        route: {
          live: true,
          endpoints: [{ ...endpoints[0], visibility: 'external' }],
        },
      },
      service => {
        service.metadata.annotations = {
          'security.opendatahub.io/enable-auth': 'true',
        };
      },
    );
    expect(describeDeployment(given)).toMatchObject({
      tone: 'green',
      notes: [],
      findings: [],
    });
  });
});

describe('notes of a canary', () => {
  const asked = (percent: number) => (service: InferenceService) => {
    service.spec.predictor.canaryTrafficPercent = percent;
  };
  const dark = { percent: 0, isCanary: true };
  it.each`
    note                                                                | percent | revisions
    ${'Canary v2 20 %'}                                                 | ${20}   | ${[revision(1, { percent: 80 }), revision(2, { percent: 20, isCanary: true })]}
    ${'Canary v2 0 %'}                                                  | ${0}    | ${[revision(1), revision(2, dark)]}
    ${'Canary not ready, all traffic on v1'}                            | ${20}   | ${[revision(1), revision(2, { percent: 0, replicas: [starting] })]}
    ${'Canary not ready, all traffic on v1'}                            | ${20}   | ${[revision(1, { percent: 80 }), revision(2, { percent: 20, isCanary: true, replicas: [starting] })]}
    ${'Canary v2 20 %, until v3 can take its share'}                    | ${20}   | ${[revision(1, { percent: 80 }), revision(2, { percent: 20, isCanary: true }), revision(3, { percent: 0, replicas: [starting] })]}
    ${'Update failing: the model could not be loaded; v1 still serves'} | ${20}   | ${[revision(1), revision(2, { percent: 0, replicas: [crashing] })]}
  `('$note', ({ note, percent, revisions }) => {
    const state = describeDeployment(world({ revisions }, asked(percent)));
    expect(state).toMatchObject({ code: 'ready', headline: note });
  });

  it('tells a rollout that goes step by step from a canary', () => {
    const gradual = { startedAt: ago(1), revisions: [] };
    const given = world({
      revisions: [
        revision(1, { percent: 93 }),
        revision(2, { percent: 7, isCanary: true }),
      ],
      rollouts: { predictor: { gradual } },
    });
    expect(describeDeployment(given).headline).toBe('Rolling out v2, 7 %');
  });
});
