import type {
  Finding,
  ReplicaFacts,
  RevisionFacts,
  StateCode,
} from '@greenroom/backstage-plugin-model-serving-common';
import { observedDeployment } from './__testUtils__/observed';
import { eventsBetween } from './eventsBetween';

const facts = (
  change: Partial<RevisionFacts>,
  ...replicas: Partial<ReplicaFacts>[]
): RevisionFacts => ({
  key: 'demo/iris-predictor-00001',
  desired: 1,
  fetch: { state: 'fetching' },
  replicas: replicas.map(replica => ({
    id: 'r1',
    state: 'starting',
    restarts: 0,
    ...replica,
  })),
  observedAt: '',
  ...change,
});
const seen = (
  revision: RevisionFacts | undefined,
  code: StateCode = 'starting',
) =>
  observedDeployment({
    code,
    revisions: [
      {
        name: 'iris-predictor-00001',
        percent: 100,
        ...(revision ? { facts: revision } : {}),
      },
    ],
  });
const exit = {
  reason: 'Error',
  exitCode: 1,
  at: '2026-01-01T00:00:03Z',
  logTail: '',
  wasReady: false,
};

describe('eventsBetween', () => {
  it.each`
    situation                     | previous                               | observed                                                                                                   | reasons
    ${'a first look'}             | ${undefined}                           | ${seen(undefined)}                                                                                         | ${['Normal RevisionCreated']}
    ${'nothing new'}              | ${seen(facts({}))}                     | ${seen(facts({}))}                                                                                         | ${[]}
    ${'the model arrived'}        | ${seen(facts({}))}                     | ${seen(facts({ fetch: { state: 'fetched' } }))}                                                            | ${['Normal ModelFetched']}
    ${'the model cannot be had'}  | ${seen(facts({}))}                     | ${seen(facts({ fetch: { state: 'failed', failure: { code: 'StorageDenied', message: '403', at: '' } } }))} | ${['Warning StorageDenied']}
    ${'a replica started'}        | ${seen(facts({}))}                     | ${seen(facts({}, { startedAt: '1' }))}                                                                     | ${['Normal ReplicaStarted']}
    ${'it got ready'}             | ${seen(facts({}, { startedAt: '1' }))} | ${seen(facts({}, { startedAt: '1', readyAt: '2' }), 'ready')}                                              | ${['Normal ReplicaReady', 'Normal Ready']}
    ${'it ended and began again'} | ${seen(facts({}, { startedAt: '1' }))} | ${seen(facts({}, { startedAt: '4', lastExit: exit, restarts: 1 }))}                                        | ${['Warning ReplicaExited', 'Normal ReplicaStarted']}
    ${'nothing can be started'}   | ${seen(facts({}))}                     | ${seen(facts({ failure: { code: 'NoCapacity', message: 'no memory', at: '' } }), 'failed')}                | ${['Warning NoCapacity', 'Warning Failed']}
    ${'no longer ready'}          | ${seen(undefined, 'ready')}            | ${seen(undefined, 'starting')}                                                                             | ${['Warning NotReady']}
    ${'starting is no news'}      | ${seen(undefined, 'stopped')}          | ${seen(undefined, 'starting')}                                                                             | ${[]}
    ${'stopped'}                  | ${seen(undefined, 'stopping')}         | ${seen(undefined, 'stopped')}                                                                              | ${['Normal Stopped']}
  `('$situation', ({ previous, observed, reasons }) => {
    expect(
      eventsBetween(previous, observed).map(
        ({ type, reason }) => `${type} ${reason}`,
      ),
    ).toEqual(reasons);
  });

  it('tells where the traffic went', () => {
    const split = (first: number, second: number) =>
      observedDeployment({
        revisions: [
          { name: 'v1', percent: first },
          { name: 'v2', percent: second },
        ],
      });
    expect(eventsBetween(split(100, 0), split(0, 100))).toEqual([
      expect.objectContaining({
        reason: 'TrafficSwitched',
        object: 'v2',
        message: 'The traffic goes to v2; before, it went to v1.',
      }),
    ]);
  });

  it('says how a replica ended', () => {
    const [event] = eventsBetween(
      seen(facts({}, {})),
      seen(
        facts(
          {},
          {
            lastExit: {
              ...exit,
              reason: 'OOMKilled',
              exitCode: 137,
              signal: 'SIGKILL',
            },
          },
        ),
      ),
    );
    expect(event).toMatchObject({
      message: 'A replica ended: OOMKilled, exit code 137, SIGKILL.',
      object: 'iris-predictor-00001/r1',
    });
  });

  describe('of findings', () => {
    const finding = (code: Finding['code'], more: Partial<Finding> = {}) => ({
      code,
      severity: 'error' as const,
      headline: `What ${code} means`,
      action: '',
      fixableBy: 'owner' as const,
      ...more,
    });
    const found = (...findings: Finding[]) => {
      const observed = observedDeployment({ code: 'ready' });
      return { ...observed, state: { ...observed.state, findings } };
    };

    it('tells each once, when it comes', () => {
      const first = finding('CrashLoop', { revision: 'v1' });
      const next = finding('NoAutoscaler', { severity: 'warning' });
      expect(eventsBetween(found(first), found(first, next))).toEqual([
        {
          type: 'Warning',
          reason: 'NoAutoscaler',
          message: 'What NoAutoscaler means',
          object: undefined,
        },
      ]);
    });

    it('tells the same of another revision, and again when it was gone', () => {
      const of = (revision: string) =>
        found(finding('CrashLoop', { revision }));
      expect(eventsBetween(of('v1'), of('v2'))).toMatchObject([
        { reason: 'CrashLoop', object: 'v2' },
      ]);
      expect(eventsBetween(found(), of('v1'))).toHaveLength(1);
      expect(eventsBetween(of('v1'), found())).toEqual([]);
    });

    it('does not repeat in other words what its cause told', () => {
      const failure = { code: 'NoCapacity' as const, message: 'none', at: '' };
      const observed = {
        ...seen(facts({ failure })),
        state: found(finding('NoCapacity')).state,
      };
      const told = eventsBetween(
        { ...seen(facts({})), state: found().state },
        observed,
      );
      expect(told.map(({ message }) => message)).toEqual(['none']);
    });
  });
});
