import { FindingCode } from '../facts';
import {
  ago,
  endpoints,
  exit,
  replica,
  revision,
  world,
  crashing,
  first,
  denied,
} from '../__fixtures__/world';
import { describeDeployment } from './describeDeployment';
import { findingTable } from './findingTable';

describe('an update that fails while the old revision serves', () => {
  it.each`
    situation                         | world
    ${'its replicas crash'}           | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [crashing] })] })}
    ${'also if traffic is meant for'} | ${world({ revisions: [revision(1, { percent: 50 }), revision(2, { percent: 50, replicas: [crashing] })] })}
    ${'its model is not there'}       | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [], fetch: { state: 'failed', failure: denied } })] })}
    ${'it could not be planned'}      | ${world({ planFailures: [{ component: 'predictor', code: 'NoRuntime', message: 'No runtime found', at: ago(3) }] })}
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
      tone: 'amber',
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
      planFailures: [
        { component: 'predictor', code, message: 'said below', at: ago(9) },
      ],
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
    ClusterRemoved: [
      'the cluster is not in the configuration any more',
      world({
        clusterProblem: {
          message: 'not configured',
          since: ago(40),
          isRemoved: true,
        },
      }),
    ],
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
    AdmissionDenied: ['a webhook says no', driver('AdmissionDenied')],
    NoAccelerator: ['all are in use', driver('NoAccelerator')],
    NoCapacity: ['there is no memory', driver('NoCapacity')],
    NoMatchingNode: ['no node has the label', driver('NoMatchingNode')],
    VolumeNotBound: ['there is no such claim', driver('VolumeNotBound')],
    ImageNotFound: ['no such tag', driver('ImageNotFound')],
    ImageDenied: ['401 of the registry', driver('ImageDenied')],
    ImageUnreachable: ['no such host', driver('ImageUnreachable')],
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
    Evicted: ['the node ran out of memory', driver('Evicted')],
    NodeLost: ['the node does not answer', driver('NodeLost')],
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
    CanaryHeld: [
      'the guard took it out of the traffic',
      world({
        revisions: [revision(1), revision(2, { percent: 0, isCanary: true })],
        rollouts: {
          predictor: {
            rolledOut: 'iris-predictor-00001',
            guard: {
              revision: 'iris-predictor-00002',
              percent: 20,
              at: ago(9),
              because: '12 % of its requests failed, 0 % of v1',
            },
          },
        },
      }),
    ],
    ControllerSilent: [
      'nothing happens for more than a minute',
      world({ revisions: [], ...first }),
    ],
    AtMaxScale: [
      'more replicas are wanted than it may have, and requests wait',
      world({
        ceilings: [
          {
            component: 'predictor',
            revision: revision(1).key,
            wanted: 7,
            max: 3,
            since: ago(9),
          },
        ],
      }),
    ],
    NoAutoscaler: [
      'max is above min and nothing scales',
      world({ hasAutoscaler: false }, service => {
        service.spec.predictor.maxReplicas = 3;
      }),
    ],
    OpenRoute: [
      'an outside address that is open on purpose',
      world(
        {
          route: {
            live: true,
            endpoints: [{ ...endpoints[0], visibility: 'external' }],
          },
        },
        service => {
          service.metadata.annotations = {
            'security.opendatahub.io/enable-auth': 'false',
          };
        },
      ),
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

  it('names which of several canaries was stopped', () => {
    const [, at] = rows.CanaryHeld;
    const named = at.revisions.map(each =>
      each.isCanary ? { ...each, canary: 'forest' } : each,
    );
    expect(describeDeployment({ ...at, revisions: named }).findings).toEqual([
      expect.objectContaining({
        headline: expect.stringMatching(/^Canary forest stopped: 12 % of/),
      }),
    ]);
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
