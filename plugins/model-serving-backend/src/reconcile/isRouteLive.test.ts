import type {
  ComponentName,
  GatewayRoute,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  compileSnapshot,
  RouteDestination,
  RouteIntent,
  SnapshotContent,
} from '../routing';
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

describe('isRouteLive, of what may have no replica', () => {
  const intent: RouteIntent = {
    id: 'demo/iris',
    serviceUid: 'uid',
    hosts: [],
    destination: to,
  };
  const idle = (isHeld: boolean) =>
    isRouteLive(intent, {
      ...planWorld(),
      gateways: {
        confirmed: [compileSnapshot([{ ...intent, isHeld }], () => undefined)],
        pending: [],
      },
    });

  it('leads there while gateways hold its requests', () => {
    expect(idle(true)).toBe(true);
  });

  it('is not while they hold them for what had the traffic before', () => {
    const before: RouteIntent = {
      ...intent,
      isHeld: true,
      destination: {
        kind: 'revisions',
        targets: [{ revision: 'demo/before', weight: 100 }],
      },
    };
    const world = {
      ...planWorld(),
      gateways: {
        confirmed: [compileSnapshot([before], () => undefined)],
        pending: [],
      },
    };
    expect(isRouteLive({ ...intent, isHeld: true }, world)).toBe(false);
    expect(isRouteLive(before, world)).toBe(true);
  });

  it('is as live as it can be while they refuse them', () => {
    expect(idle(false)).toBe(true);
  });

  it('is not while a gateway still sends to a replica that is gone', () => {
    const world = {
      ...planWorld(),
      gateways: { confirmed: [content(routed, 'a')], pending: [] },
    };
    expect(isRouteLive(intent, world)).toBe(false);
  });
});

describe('isRouteLive, of several components', () => {
  const keyOf = (component: ComponentName) =>
    revision(1, 'wanted', component).spec.key;
  const toThe = (component: ComponentName) => [
    { revision: keyOf(component), weight: 100 },
  ];
  const names = ['predictor', 'transformer', 'explainer'] as const;
  const whole: RouteIntent = {
    id: 'demo/iris',
    serviceUid: 'uid',
    hosts: [],
    destination: { kind: 'revisions', targets: toThe('transformer') },
    explain: { targets: toThe('explainer') },
    internal: [{ component: 'predictor', targets: toThe('predictor') }],
  };
  const facts = new Map(
    names.map(name => [
      keyOf(name),
      revisionFacts(1, { replicas: [replica('a', 'ready')] }, name),
    ]),
  );
  const compiled = (intent: RouteIntent) =>
    compileSnapshot([intent], key => facts.get(key));

  it.each<[string, RouteIntent, RouteIntent, boolean]>([
    ['all of them lead where they should', whole, whole, true],
    [
      'explanations lead elsewhere',
      whole,
      { ...whole, explain: { targets: [] } },
      false,
    ],
    [
      'explanations still lead to an explainer that is gone',
      { ...whole, explain: undefined },
      whole,
      false,
    ],
    [
      'the transformer cannot reach its predictor yet',
      whole,
      { ...whole, internal: [] },
      false,
    ],
    [
      'requests still pass the transformer by',
      whole,
      {
        ...whole,
        destination: { kind: 'revisions', targets: toThe('predictor') },
      },
      false,
    ],
  ])('%s', (_situation, intent, served, expected) => {
    const world = planWorld({
      facts,
      gateways: { confirmed: [compiled(served)], pending: [] },
    });
    expect(isRouteLive(intent, world)).toBe(expected);
  });
});

it('waits until every gateway knows what a tag leads to', () => {
  const world = planWorld();
  const facts = new Map([
    [KEY, revisionFacts(1, { replicas: [replica('a', 'ready')] })],
  ]);
  const intent: RouteIntent = {
    ...world.route,
    destination: to,
    split: { tags: [{ tag: 'blue', hosts: [], target: { revision: KEY } }] },
  };
  const tags = [{ tag: 'blue', hosts: [], ...routed }];
  const without = content(routed, 'a');
  const tagged = content({ ...routed, split: { tags } }, 'a');
  const live = (...confirmed: SnapshotContent[]) =>
    isRouteLive(intent, {
      ...world,
      facts,
      gateways: { confirmed, pending: [] },
    });
  expect(live(tagged, without)).toBe(false);
  expect(live(tagged, tagged)).toBe(true);
});

describe('isRouteLive, of copies', () => {
  const CANARY = revision(2).spec.key;
  const up = new Map(
    [1, 2].map(number => [
      revision(number).spec.key,
      revisionFacts(number, { replicas: [replica(`r${number}`, 'ready')] }),
    ]),
  );
  const shadow = (percent: number) => ({
    target: { revision: CANARY, isCanary: true as const },
    percent,
  });
  const entry = (percent?: number): RouteIntent => ({
    ...planWorld().route,
    destination: to,
    split: { tags: [], ...(percent ? { shadow: shadow(percent) } : {}) },
  });
  const inner = (percent?: number): RouteIntent => ({
    ...planWorld().route,
    destination: to,
    internal: [
      {
        component: 'predictor',
        targets: to.kind === 'revisions' ? to.targets : [],
        ...(percent ? { shadow: shadow(percent) } : {}),
      },
    ],
  });

  it.each([
    ['as wanted', entry(10), entry(10), true],
    ['another share', entry(10), entry(20), false],
    ['none yet', entry(10), entry(), false],
    ['some still', entry(), entry(10), false],
    ['of a transformer’s calls, as wanted', inner(10), inner(10), true],
    ['of a transformer’s calls, none yet', inner(10), inner(), false],
    ['of a transformer’s calls, some still', inner(), inner(10), false],
  ])('%s', (_situation, intent, served, expected) => {
    const confirmed = [compileSnapshot([served], key => up.get(key))];
    const world = { ...planWorld(), gateways: { confirmed, pending: [] } };
    expect(isRouteLive(intent, { ...world, facts: up })).toBe(expected);
    // Who has no replica gets no copies: there is nothing to wait for
    const alone = new Map([...up].filter(([key]) => key === KEY));
    const without = [compileSnapshot([served], key => alone.get(key))];
    expect(
      isRouteLive(intent, {
        ...world,
        facts: alone,
        gateways: { confirmed: without, pending: [] },
      }),
    ).toBe(true);
  });
});
