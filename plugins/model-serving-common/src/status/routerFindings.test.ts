import { FindingCode, RevisionFacts } from '../facts';
import { ago, exit, NOW, replica } from '../__fixtures__/world';
import { routerFindings } from './routerFindings';

function facts(change: Partial<RevisionFacts> = {}): RevisionFacts {
  return {
    key: 'demo/flow',
    desired: 1,
    fetch: { state: 'not-needed' },
    replicas: [replica()],
    observedAt: ago(1),
    ...change,
  };
}

const ends = (change: Parameters<typeof exit>[0] = {}) =>
  replica({ id: 'r9', state: 'backoff', restarts: 3, lastExit: exit(change) });
const waits = replica({ state: 'starting', readyAt: undefined });
const failing = (code: FindingCode) =>
  facts({
    replicas: [waits],
    failure: { code, message: 'as told', at: ago(20) },
  });

describe('routerFindings', () => {
  it.each`
    router                                 | given                                                                                            | code                 | by            | headline
    ${'one that ends at once'}             | ${[facts({ replicas: [ends()] })]}                                                               | ${'ModelLoadFailed'} | ${'owner'}    | ${'The router ended before it was ready'}
    ${'one that ends again and again'}     | ${[facts({ replicas: [ends({ wasReady: true })] })]}                                             | ${'CrashLoop'}       | ${'owner'}    | ${'The router keeps ending while it serves'}
    ${'one that was out of memory'}        | ${[facts({ replicas: [ends({ reason: 'OOMKilled', exitCode: 137 })] })]}                         | ${'OutOfMemory'}     | ${'owner'}    | ${'The router ran out of memory'}
    ${'one with a limit'}                  | ${[facts({ replicas: [{ ...ends({ reason: 'OOMKilled' }), memoryLimitBytes: 48 * 2 ** 20 }] })]} | ${'OutOfMemory'}     | ${'owner'}    | ${'The router needed more than its 48 MiB of memory'}
    ${'one whose image is not there'}      | ${[failing('ImageNotFound')]}                                                                    | ${'ImageNotFound'}   | ${'platform'} | ${'The image of the router does not exist'}
    ${'one that may not be pulled'}        | ${[failing('ImageDenied')]}                                                                      | ${'ImageDenied'}     | ${'platform'} | ${'The registry refuses to hand out the image of the router'}
    ${'one without a node'}                | ${[failing('NoMatchingNode')]}                                                                   | ${'NoMatchingNode'}  | ${'owner'}    | ${'No node of the cluster fits the router'}
    ${'one over the quota'}                | ${[failing('QuotaExceeded')]}                                                                    | ${'QuotaExceeded'}   | ${'owner'}    | ${'The quota of the project is used up'}
    ${'one whose node is lost'}            | ${[failing('NodeLost')]}                                                                         | ${'NodeLost'}        | ${'platform'} | ${'The node of a replica is gone'}
    ${'one that does not answer any more'} | ${[facts({ replicas: [replica({ state: 'unready' })] })]}                                        | ${'ProbeFailing'}    | ${'owner'}    | ${'The router runs, but does not answer its readiness check'}
  `('says of $router: $headline', ({ given, code, by, headline }) => {
    const [first, ...more] = routerFindings(given, NOW);
    expect(first).toMatchObject({
      code,
      headline,
      severity: 'error',
      fixableBy: by,
    });
    expect(first.action).not.toMatch(/model|deployment/i);
    expect(more).toEqual([]);
  });

  it.each`
    router                     | given
    ${'none'}                  | ${[]}
    ${'one that answers'}      | ${[facts()]}
    ${'one that starts'}       | ${[facts({ replicas: [waits] })]}
    ${'one scaled to nothing'} | ${[facts({ desired: 0, replicas: [] })]}
    ${'one whose pod ended'}   | ${[facts({ replicas: [{ ...ends(), state: 'ended' }] })]}
  `('has nothing against $router', ({ given }) => {
    expect(routerFindings(given, NOW)).toEqual([]);
  });

  it('warns while another replica answers, and says each thing once, the first of the table first', () => {
    const given = [
      facts({
        replicas: [replica(), ends(), { ...ends(), id: 'r8' }],
        failure: { code: 'ModelLoadFailed', message: 'short', at: ago(5) },
      }),
      failing('ImageNotFound'),
    ];
    expect(
      routerFindings(given, NOW).map(
        ({ code, severity, replica: of, detail }) => [
          code,
          severity,
          of,
          detail,
        ],
      ),
    ).toEqual([
      ['ImageNotFound', 'warning', undefined, 'as told'],
      [
        'ModelLoadFailed',
        'warning',
        'r9',
        'Error, exit code 1\nno such operator',
      ],
    ]);
  });
});
