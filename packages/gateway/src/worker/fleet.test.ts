import {
  GatewayRevision,
  GatewayRoute,
  GatewaySnapshot,
} from '@greenroom/backstage-plugin-model-serving-common';
import { TimerWheel } from '../timing';
import { Ledger } from '../traffic';
import { Upstream } from '../upstream';
import { Fleet } from './fleet';

/** Two services, each with a route, a revision and a replica. */
function snapshotOf(
  version: number,
  route: Partial<GatewayRoute> = {},
  revision: Partial<GatewayRevision> = {},
): GatewaySnapshot {
  const names = ['iris', 'digits'];
  return {
    version,
    epoch: 'test',
    routes: names.map(name => ({
      id: `demo/${name}`,
      hosts: [`${name}.demo`],
      service: { namespace: 'demo', name },
      targets: [{ revision: `demo/${name}-1`, weight: 1 }],
      ...(name === 'iris' && route),
    })),
    revisions: Object.fromEntries(
      names.map((name, i) => [
        `demo/${name}-1`,
        {
          replicas: [{ id: 'r', host: '127.0.0.1', port: 9_000 + i }],
          ...(name === 'iris' && revision),
        },
      ]),
    ),
  };
}

function fleet() {
  const closed: number[] = [];
  const made = Fleet.create({
    wheel: TimerWheel.create(0),
    ledger: Ledger.create(),
    lender: { want: () => {}, giveBack: () => {} },
    connect: ({ port }) =>
      ({ close: () => closed.push(port) } as unknown as Upstream),
    connectGrpc: () => ({ close: () => {} } as unknown as Upstream),
    onDead: () => {},
    onBack: () => {},
    splitOffset: 0,
    createBatcher: () => {
      throw new Error('there is no batching here');
    },
  });
  return { made, closed };
}

const routeOf = (live: ReturnType<Fleet['adopt']>, name: string) =>
  live.routes.match(`${name}.demo`, '/')?.route;

describe('Fleet', () => {
  it.each`
    change                 | route                                                    | revision                                                   | closed
    ${'nothing'}           | ${{}}                                                    | ${{}}                                                      | ${[]}
    ${'the time it gives'} | ${{ timeoutMs: 5 }}                                      | ${{}}                                                      | ${[]}
    ${'who may'}           | ${{ access: { kind: 'token', keys: ['k'] } }}            | ${{}}                                                      | ${[]}
    ${'a weight'}          | ${{ targets: [{ revision: 'demo/iris-1', weight: 2 }] }} | ${{}}                                                      | ${[]}
    ${'a replica'}         | ${{}}                                                    | ${{ replicas: [{ id: 'r', host: '127.0.0.1', port: 1 }] }} | ${[9_000]}
    ${'a limit'}           | ${{}}                                                    | ${{ containerConcurrency: 3 }}                             | ${[]}
  `(
    'makes anew what a snapshot changes, and keeps the rest: $change',
    ({ change, route, revision, closed: expected }) => {
      const { made, closed } = fleet();
      const before = made.adopt(snapshotOf(1));
      const after = made.adopt(snapshotOf(2, route, revision));
      expect(routeOf(after, 'digits')).toBe(routeOf(before, 'digits'));
      const isKept = routeOf(after, 'iris') === routeOf(before, 'iris');
      expect(isKept).toBe(change === 'nothing');
      expect(routeOf(after, 'iris')).toMatchObject({
        timeoutMs: route.timeoutMs ?? 300_000,
        targets: [
          {
            limit: revision.containerConcurrency ?? 0,
            replicas: [{ id: 'r', isOut: false }],
          },
        ],
      });
      expect(after.revisions.get('demo/iris-1')).toBe(
        routeOf(after, 'iris')!.targets[0],
      );
      expect(closed).toEqual(expected);
    },
  );

  it('has a replica that was out in rotation again, though nothing changed', () => {
    const { made } = fleet();
    const [replica] = made.adopt(snapshotOf(1)).revisions.get('demo/iris-1')!
      .replicas as unknown as {
      markDead(reason: string): void;
      isOut: boolean;
    }[];
    replica.markDead('it does not listen');
    expect(replica.isOut).toBe(true);
    made.adopt(snapshotOf(2));
    expect(replica.isOut).toBe(false);
  });

  it('closes what a snapshot leaves out, also when it was kept before', () => {
    const { made, closed } = fleet();
    made.adopt(snapshotOf(1));
    made.adopt(snapshotOf(2));
    made.adopt({ ...snapshotOf(3), routes: [], revisions: {} });
    expect(closed).toEqual([9_000, 9_001]);
  });
});
