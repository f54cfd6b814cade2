import type { GatewayRoute } from '@greenroom/backstage-plugin-model-serving-common';
import type { RouteDestination, SnapshotContent } from '../routing';
import {
  planWorld,
  replica,
  revision,
  revisionFacts,
} from './__testUtils__/planWorld';
import { isRouteLive } from './isRouteLive';

const KEY = revision(1).spec.key;
const to: RouteDestination = {
  kind: 'revisions',
  targets: [{ revision: KEY, weight: 100 }],
};

function content(
  route: Partial<GatewayRoute> | undefined,
  ...ids: string[]
): SnapshotContent {
  return {
    routes: route
      ? [{ id: 'demo/iris', hosts: [], targets: [], ...route }]
      : [],
    revisions: {
      [KEY]: { replicas: ids.map(id => ({ id, host: 'h', port: 1 })) },
    },
  };
}
const routed = { targets: [{ revision: KEY, weight: 100 }] };
const not = (reason: string) => ({
  unavailable: { status: 503 as const, reason, message: '' },
});

describe('isRouteLive', () => {
  it.each<
    [
      string,
      RouteDestination | undefined,
      string[],
      SnapshotContent[] | undefined,
      boolean,
    ]
  >([
    ['nothing is known of the gateways', to, ['a'], undefined, false],
    [
      'the gateway sends to a ready replica',
      to,
      ['a'],
      [content(routed, 'a')],
      true,
    ],
    [
      'a second replica that just came does not matter',
      to,
      ['a', 'b'],
      [content(routed, 'a')],
      true,
    ],
    [
      'it sends only to replicas that are gone',
      to,
      ['b'],
      [content(routed, 'a')],
      false,
    ],
    ['it has no route yet', to, ['a'], [content(undefined)], false],
    [
      'one of two gateways is behind',
      to,
      ['a'],
      [content(routed, 'a'), content(undefined)],
      false,
    ],
    [
      'it says NotReady while nothing is',
      to,
      [],
      [content(not('NotReady'))],
      true,
    ],
    [
      'it says NotReady although something is',
      to,
      ['a'],
      [content(not('NotReady'))],
      false,
    ],
    [
      'it says Stopped',
      { kind: 'stopped' },
      [],
      [content(not('Stopped'))],
      true,
    ],
    [
      'it does not say Stopped yet',
      { kind: 'stopped' },
      ['a'],
      [content(routed, 'a')],
      false,
    ],
    ['the route went', undefined, [], [content(undefined)], true],
    [
      'the route did not go yet',
      undefined,
      ['a'],
      [content(routed, 'a')],
      false,
    ],
  ])('%s', (_situation, destination, ready, confirmed, expected) => {
    const world = planWorld({
      facts: new Map([
        [
          KEY,
          revisionFacts(1, { replicas: ready.map(id => replica(id, 'ready')) }),
        ],
      ]),
      gateways: { ...(confirmed ? { confirmed } : {}), pending: [] },
    });
    const intent = destination && { ...world.route, destination };
    expect(isRouteLive(intent, world)).toBe(expected);
  });
});
