import { FindingCode, FetchFacts } from '../facts';
import {
  ago,
  endpoints,
  exit,
  replica,
  revision,
  world,
} from '../__fixtures__/world';
import { InferenceService } from '../resources';
import { describeDeployment } from './describeDeployment';
import { findingTable } from './findingTable';
import { stateTable } from './stateTable';

const stop = (service: InferenceService) => {
  service.metadata.annotations = { 'serving.kserve.io/stop': 'True' };
};
const remove = (service: InferenceService) => {
  service.metadata.deletionTimestamp = ago(2);
};
const min = (minReplicas: number) => (service: InferenceService) => {
  service.spec.predictor.minReplicas = minReplicas;
};

const fetching: FetchFacts = {
  state: 'fetching',
  startedAt: ago(8),
  bytesDone: 12 * 1024 ** 2,
  bytesTotal: 27 * 1024 ** 2,
};
const starting = replica({ state: 'starting', readyAt: undefined });
const crashing = replica({
  id: 'r9',
  state: 'backoff',
  readyAt: undefined,
  restarts: 3,
  lastExit: exit(),
});
const young = { createdAt: ago(5) };
const first = { wasReady: false };
const denied = {
  code: 'StorageDenied' as const,
  message: '403 Forbidden',
  at: ago(4),
};
const noRoute = { live: false, endpoints };

describe('the state of a deployment', () => {
  it.each`
    situation                                              | world                                                                                                                                          | word          | tone       | headline
    ${'a ready replica behind a live route serves'}        | ${world()}                                                                                                                                     | ${'Ready'}    | ${'green'} | ${'Serving with 1 replica'}
    ${'two of them'}                                       | ${world({ revisions: [revision(1, { replicas: [replica(), replica({ id: 'r2' })] })] })}                                                       | ${'Ready'}    | ${'green'} | ${'Serving with 2 replicas'}
    ${'deletion comes before everything'}                  | ${world({ clusterProblem: { message: 'gone', since: ago(90) } }, remove)}                                                                      | ${'Deleting'} | ${'grey'}  | ${'Draining 1 replica'}
    ${'deletion with nothing left'}                        | ${world({ revisions: [] }, remove)}                                                                                                            | ${'Deleting'} | ${'grey'}  | ${'Being removed'}
    ${'a cluster that cannot be observed'}                 | ${world({ clusterProblem: { message: 'refused', since: ago(120) } })}                                                                          | ${'Unknown'}  | ${'grey'}  | ${'Not observed; last known 2 min ago: Ready'}
    ${'no observation for more than 30 s'}                 | ${world({ revisions: [revision(1, { observedAt: ago(31) })] })}                                                                                | ${'Unknown'}  | ${'grey'}  | ${'Not observed; last known 31 s ago: Ready'}
    ${'an observation 30 s old is good enough'}            | ${world({ revisions: [revision(1, { observedAt: ago(30) })] })}                                                                                | ${'Ready'}    | ${'green'} | ${'Serving with 1 replica'}
    ${'stopped, and nothing runs'}                         | ${world({ revisions: [revision(1, { replicas: [] })] }, stop)}                                                                                 | ${'Stopped'}  | ${'grey'}  | ${'Offline, uses nothing; start it to use it'}
    ${'stopped, and nothing was ever planned'}             | ${world({ revisions: [], ...first }, stop)}                                                                                                    | ${'Stopped'}  | ${'grey'}  | ${'Offline, uses nothing; start it to use it'}
    ${'stopped, ended replicas do not count'}              | ${world({ revisions: [revision(1, { replicas: [replica({ state: 'ended' })] })] }, stop)}                                                      | ${'Stopped'}  | ${'grey'}  | ${'Offline, uses nothing; start it to use it'}
    ${'stopped, a replica still drains'}                   | ${world({ revisions: [revision(1, { replicas: [replica({ state: 'draining' })] })] }, stop)}                                                   | ${'Stopping'} | ${'grey'}  | ${'Draining 1 replica'}
    ${'stopped while it failed is still stopped'}          | ${world({ revisions: [revision(1, { replicas: [], fetch: { state: 'failed', failure: denied } })] }, stop)}                                    | ${'Stopped'}  | ${'grey'}  | ${'Offline, uses nothing; start it to use it'}
    ${'scaled to zero after it served'}                    | ${world({ revisions: [revision(1, { replicas: [] })] }, min(0))}                                                                               | ${'Idle'}     | ${'teal'}  | ${'Scaled to zero; starts on the first request'}
    ${'scaled to zero, but the last start failed'}         | ${world({ revisions: [revision(1, { replicas: [], failure: { code: 'NoCapacity', message: '-', at: ago(3) } })] }, min(0))}                    | ${'Failed'}   | ${'red'}   | ${'There is no free capacity for a replica'}
    ${'a new one without a plan yet'} | ${world({ revisions: [], ...first }, s => {
  s.metadata.creationTimestamp = ago(1);
})} | ${'Starting'} | ${'blue'} | ${'Choosing a runtime'}
    ${'the model is being fetched'}                        | ${world({ revisions: [revision(1, { replicas: [], desired: 1, fetch: fetching })], ...first })}                                                | ${'Starting'} | ${'blue'}  | ${'Fetching the model: 12 of 27 MiB'}
    ${'the model is there, the server is not'}             | ${world({ revisions: [revision(1, { replicas: [], desired: 1 })], ...first })}                                                                 | ${'Starting'} | ${'blue'}  | ${'Starting the server'}
    ${'the server runs and loads'}                         | ${world({ revisions: [revision(1, { replicas: [starting] })], ...first })}                                                                     | ${'Starting'} | ${'blue'}  | ${'Loading the model'}
    ${'ready replicas, the route comes'}                   | ${world({ route: noRoute, ...first })}                                                                                                         | ${'Starting'} | ${'blue'}  | ${'Opening the route'}
    ${'a route that changes does not interrupt'}           | ${world({ route: noRoute })}                                                                                                                   | ${'Ready'}    | ${'green'} | ${'Serving with 1 replica'}
    ${'no address yet is not serving'}                     | ${world({ route: { live: true, endpoints: [] } })}                                                                                             | ${'Starting'} | ${'blue'}  | ${'Waiting to be started'}
    ${'a server that ended once while it served restarts'} | ${world({ revisions: [revision(1, { replicas: [replica({ state: 'starting', restarts: 1, lastExit: exit({ wasReady: true }) })] })] })}        | ${'Starting'} | ${'blue'}  | ${'Loading the model'}
    ${'a crash loop is not a slow start'}                  | ${world({ revisions: [revision(1, { replicas: [crashing] })], ...first })}                                                                     | ${'Failed'}   | ${'red'}   | ${'The model could not be loaded'}
    ${'nor is it while the next try begins'}               | ${world({ revisions: [revision(1, { replicas: [{ ...crashing, state: 'starting' }] })], ...first })}                                           | ${'Failed'}   | ${'red'}   | ${'The model could not be loaded'}
    ${'a failed fetch that will be tried again'}           | ${world({ revisions: [revision(1, { replicas: [], desired: 1, fetch: { state: 'waiting', failure: denied, retryAt: ago(-9) } })], ...first })} | ${'Failed'}   | ${'red'}   | ${'The storage refused the credentials of the connection "models"'}
    ${'nobody acts'}                                       | ${world({ revisions: [], ...first })}                                                                                                          | ${'Unknown'}  | ${'grey'}  | ${'Nothing acts on this deployment'}
    ${'a revision that the driver never spoke of'}         | ${world({ revisions: [revision(1, { unknown: true })], ...first })}                                                                            | ${'Unknown'}  | ${'grey'}  | ${'Nothing acts on this deployment'}
    ${'a young one of those'}                              | ${world({ revisions: [revision(1, { unknown: true, ...young })], ...first })}                                                                  | ${'Starting'} | ${'blue'}  | ${'Waiting to be started'}
  `('$situation: $word', ({ world: given, word, tone, headline }) => {
    const state = describeDeployment(given);
    expect({
      word: state.word,
      tone: state.tone,
      headline: state.headline,
    }).toEqual({ word, tone, headline });
    expect(stateTable[state.code].word).toBe(word);
  });
});

describe('notes beside Ready', () => {
  it.each`
    note                                                                | world
    ${'Updating to v2'}                                                 | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [starting] })] })}
    ${'1 of 3 replicas ready'}                                          | ${world({ revisions: [revision(1, { desired: 3 })] })}
    ${'Canary v2 20 %'}                                                 | ${world({ revisions: [revision(1, { percent: 80 }), revision(2, { percent: 20 })] })}
    ${'Restarted 4 times, last 2 min ago'}                              | ${world({ revisions: [revision(1, { replicas: [replica({ restarts: 4, lastExit: exit({ at: ago(120), wasReady: true }) })] })] })}
    ${'Open without a token'}                                           | ${world({ route: { live: true, endpoints: [{ ...endpoints[0], visibility: 'external' }] } })}
    ${'Update failing: the model could not be loaded; v1 still serves'} | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [crashing] })] })}
  `('$note', ({ note, world: given }) => {
    const state = describeDeployment(given);
    expect(state).toMatchObject({
      code: 'ready',
      tone: 'amber',
      headline: note,
      notes: [note],
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

describe('an update that fails while the old revision serves', () => {
  it.each`
    situation                         | world
    ${'its replicas crash'}           | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [crashing] })] })}
    ${'also if traffic is meant for'} | ${world({ revisions: [revision(1, { percent: 50 }), revision(2, { percent: 50, replicas: [crashing] })] })}
    ${'its model is not there'}       | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [], fetch: { state: 'failed', failure: denied } })] })}
    ${'it could not be planned'}      | ${world({ planFailure: { code: 'NoRuntime', message: 'No runtime found', at: ago(3) } })}
  `('$situation: one warning, and still Ready', ({ world: given }) => {
    const state = describeDeployment(given);
    expect(state.code).toBe('ready');
    expect(state.findings).toMatchObject([
      { code: 'UpdateFailing', severity: 'warning' },
    ]);
    expect(state.headline).toMatch(/^Update failing: .*; v1 still serves$/);
    expect(state.steps.filter(step => step.state === 'failed')).toHaveLength(1);
  });

  it('is a failure of the deployment once the old one is gone', () => {
    const state = describeDeployment(
      world({ revisions: [revision(2, { replicas: [crashing] })] }),
    );
    expect(state).toMatchObject({
      code: 'failed',
      findings: [
        {
          code: 'ModelLoadFailed',
          severity: 'error',
          revision: 'iris-predictor-00002',
          replica: 'r9',
          since: ago(5),
          detail: 'Error, exit code 1\nno such operator',
        },
      ],
    });
  });

  it('weighs a crashing replica beside a ready one as a warning', () => {
    const state = describeDeployment(
      world({ revisions: [revision(1, { replicas: [replica(), crashing] })] }),
    );
    expect(state).toMatchObject({
      code: 'ready',
      headline: '1 of 2 replicas ready',
      findings: [
        { code: 'ModelLoadFailed', severity: 'warning', replica: 'r9' },
      ],
    });
  });
});

describe('findings', () => {
  const plan = (code: FindingCode) =>
    world({
      revisions: [],
      planFailure: { code, message: 'said below', at: ago(9) },
      ...first,
    });
  const driver = (code: FindingCode) =>
    world({
      revisions: [
        revision(1, {
          replicas: [],
          failure: { code, message: 'said below', at: ago(9) },
        }),
      ],
      ...first,
    });
  const fetch = (code: FindingCode) =>
    world({
      revisions: [
        revision(1, {
          replicas: [],
          fetch: {
            state: 'failed',
            failure: { code, message: 'said below', at: ago(9) },
          },
        }),
      ],
      ...first,
    });
  const ended = (change: Parameters<typeof exit>[0], state = 'backoff') =>
    world({
      revisions: [
        revision(1, {
          replicas: [
            replica({
              state: state as 'backoff',
              restarts: 2,
              memoryLimitBytes: 512 * 1024 ** 2,
              lastExit: exit(change),
            }),
          ],
        }),
      ],
    });

  const rows: Record<
    FindingCode,
    [evidence: string, ReturnType<typeof world>]
  > = {
    ClusterUnreachable: [
      'the driver answers with errors',
      world({ clusterProblem: { message: 'refused', since: ago(40) } }),
    ],
    InvalidSpec: ['the pod cannot be assembled', plan('InvalidSpec')],
    RuntimeNotFound: ['the named runtime is gone', plan('RuntimeNotFound')],
    RuntimeDisabled: ['it is switched off', plan('RuntimeDisabled')],
    NoRuntime: ['no runtime fits', plan('NoRuntime')],
    ProgramNotAllowed: ['the driver refuses', driver('ProgramNotAllowed')],
    QuotaExceeded: ['the driver refuses', driver('QuotaExceeded')],
    NoCapacity: ['there is no memory', driver('NoCapacity')],
    SecretMissing: ['the keys are gone', fetch('SecretMissing')],
    StorageDenied: ['403 while fetching', fetch('StorageDenied')],
    StorageNotFound: ['404 while fetching', fetch('StorageNotFound')],
    StorageUnreachable: [
      'no answer while fetching',
      fetch('StorageUnreachable'),
    ],
    DiskFull: ['no room while fetching', fetch('DiskFull')],
    OutOfMemory: [
      'the replica was killed for its memory',
      ended({ reason: 'OOMKilled', exitCode: 137, wasReady: true }),
    ],
    PortTaken: ['the replica could not listen', ended({ reason: 'PortTaken' })],
    ModelLoadFailed: ['it ended before it was ready', ended({})],
    CrashLoop: ['it keeps ending while it serves', ended({ wasReady: true })],
    ProbeFailing: [
      'it runs and does not answer',
      world({
        revisions: [revision(1, { replicas: [replica({ state: 'unready' })] })],
      }),
    ],
    StartTimeout: ['its time was up', ended({ reason: 'StartTimeout' })],
    RouteNotReady: [
      'the gateway lags for more than a minute',
      world({
        route: {
          live: false,
          endpoints,
          problem: { message: 'refused', since: ago(61) },
        },
      }),
    ],
    UpdateFailing: [
      'the new revision crashes',
      world({
        revisions: [
          revision(1),
          revision(2, { percent: 0, replicas: [crashing] }),
        ],
      }),
    ],
    ControllerSilent: [
      'nothing happens for more than a minute',
      world({ revisions: [], ...first }),
    ],
    NoAutoscaler: [
      'max is above min and nothing scales',
      world({ hasAutoscaler: false }, service => {
        service.spec.predictor.maxReplicas = 3;
      }),
    ],
    OpenRoute: [
      'an outside address without a token',
      world({
        route: {
          live: true,
          endpoints: [{ ...endpoints[0], visibility: 'external' }],
        },
      }),
    ],
  };

  it.each(
    Object.entries(rows).map(([code, [evidence, given]]) => ({
      code: code as FindingCode,
      evidence,
      given,
    })),
  )('$code: $evidence', ({ code, given }) => {
    const { findings, code: state } = describeDeployment(given);
    expect(findings.map(finding => finding.code)).toEqual([code]);
    const [finding] = findings;
    const row = findingTable[code];
    expect(finding.severity).toBe(row.severity);
    expect(finding.fixableBy).toBe(row.fixableBy);
    expect(finding.headline).not.toBe('');
    expect(finding.action).toMatch(/\.$/);
    const states =
      row.severity === 'warning' ? ['ready'] : ['failed', 'unknown'];
    expect(states).toContain(state);
  });

  it('a problem below is quoted as it was said', () => {
    expect(describeDeployment(driver('NoCapacity')).findings[0].detail).toBe(
      'said below',
    );
  });

  it('names the memory limit that was too small', () => {
    expect(describeDeployment(rows.OutOfMemory[1]).headline).toBe(
      'The server needed more than its 512 MiB of memory',
    );
  });

  it('shows the first of the table when several apply', () => {
    const state = describeDeployment(
      world({
        revisions: [
          revision(1, {
            replicas: [crashing],
            failure: { code: 'NoCapacity', message: 'x', at: ago(1) },
          }),
        ],
      }),
    );
    expect(state.findings.map(finding => finding.code)).toEqual([
      'NoCapacity',
      'ModelLoadFailed',
    ]);
    expect(state.headline).toBe('There is no free capacity for a replica');
  });

  it('does not count replicas that end on purpose', () => {
    const leaving = { lastExit: exit(), restarts: 3 };
    for (const state of ['draining', 'ended'] as const) {
      const given = world({
        revisions: [
          revision(1, {
            desired: 1,
            replicas: [replica(), replica({ id: 'r2', state, ...leaving })],
          }),
        ],
      });
      expect(describeDeployment(given).findings).toEqual([]);
    }
  });

  it('a slow route is a fault only after a minute', () => {
    const waiting = (seconds: number) =>
      describeDeployment(
        world({
          ...first,
          route: {
            live: false,
            endpoints,
            problem: { message: 'refused', since: ago(seconds) },
          },
        }),
      );
    expect(waiting(60)).toMatchObject({
      code: 'starting',
      headline: 'Opening the route: refused',
    });
    expect(waiting(61)).toMatchObject({
      code: 'failed',
      headline: 'Replicas are ready, but no route leads to them',
    });
  });
});

describe('steps to Ready', () => {
  const stepsOf = (given: ReturnType<typeof world>) =>
    Object.fromEntries(
      describeDeployment(given).steps.map(({ code, state }) => [code, state]),
    );

  it.each`
    situation        | world                                                                                                           | runtime     | fetched      | started      | loaded       | route        | ready
    ${'serving'}     | ${world()}                                                                                                      | ${'done'}   | ${'done'}    | ${'done'}    | ${'done'}    | ${'done'}    | ${'done'}
    ${'just asked'}  | ${world({ revisions: [], ...first })}                                                                           | ${'active'} | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'fetching'}    | ${world({ revisions: [revision(1, { replicas: [], fetch: fetching })], ...first })}                             | ${'done'}   | ${'active'}  | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'no model'}    | ${world({ revisions: [revision(1, { replicas: [], fetch: { state: 'not-needed' } })], ...first })}              | ${'done'}   | ${'unused'}  | ${'active'}  | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'loading'}     | ${world({ revisions: [revision(1, { replicas: [starting] })], ...first })}                                      | ${'done'}   | ${'done'}    | ${'done'}    | ${'active'}  | ${'waiting'} | ${'waiting'}
    ${'crashing'}    | ${world({ revisions: [revision(1, { replicas: [crashing] })], ...first })}                                      | ${'done'}   | ${'done'}    | ${'done'}    | ${'failed'}  | ${'waiting'} | ${'waiting'}
    ${'not planned'} | ${world({ revisions: [], planFailure: { code: 'NoRuntime', message: '', at: ago(1) }, ...first })}              | ${'failed'} | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'denied'}      | ${world({ revisions: [revision(1, { replicas: [], fetch: { state: 'failed', failure: denied } })], ...first })} | ${'done'}   | ${'failed'}  | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'stopped'}     | ${world({ revisions: [revision(1, { replicas: [] })] }, stop)}                                                  | ${'done'}   | ${'done'}    | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'updating'}    | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [starting] })] })}                       | ${'done'}   | ${'done'}    | ${'done'}    | ${'active'}  | ${'waiting'} | ${'waiting'}
  `(
    '$situation',
    ({ world: given, runtime, fetched, started, loaded, route, ready }) => {
      expect(stepsOf(given)).toEqual({
        requested: 'done',
        'runtime-chosen': runtime,
        admitted: 'unused',
        'model-fetched': fetched,
        'replica-started': started,
        'model-loaded': loaded,
        'route-live': route,
        ready,
      });
    },
  );

  it('tells when and what', () => {
    const { steps } = describeDeployment(world());
    expect(steps).toMatchObject([
      { label: 'Requested', at: ago(600) },
      { label: 'Runtime chosen', at: ago(300), message: 'greenroom-onnx' },
      { label: 'Admitted' },
      { label: 'Model fetched', at: ago(56), message: '27 MiB' },
      { label: 'Replica started', at: ago(55), message: 'pid 123' },
      { label: 'Model loaded', at: ago(50) },
      { label: 'Route live' },
      { label: 'Ready' },
    ]);
  });
});

describe('the tables', () => {
  it('rank starting first and stopped last', () => {
    const ranked = Object.entries(stateTable).sort(
      ([, a], [, b]) => a.rank - b.rank,
    );
    expect(ranked[0][0]).toBe('starting');
    expect(ranked[ranked.length - 1][0]).toBe('stopped');
  });

  it('give every finding a place of its own', () => {
    const orders = Object.values(findingTable).map(row => row.order);
    expect(new Set(orders).size).toBe(orders.length);
  });
});
