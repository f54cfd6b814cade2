import type { GatewayGraph } from '@greenroom/backstage-plugin-model-serving-common';
import type { GraphIntent, SnapshotContent } from '../routing';
import { isGraphLive } from './isGraphLive';

const id = 'graph:demo/chain';
const graph = (...services: string[]): GatewayGraph => ({
  name: 'chain',
  profile: 'greenroom',
  timeoutMs: 60_000,
  propagate: [],
  nodes: {
    root: {
      type: 'Sequence',
      steps: services.map(name => ({
        key: name,
        target: { kind: 'service', route: `demo/${name}`, path: '/x' },
      })),
    },
  },
});
const running: GraphIntent = {
  ref: { cluster: 'local', namespace: 'demo', name: 'chain' },
  id,
  hosts: [],
  pathPrefix: '/graphs/demo/chain',
  graph: graph('iris'),
};
const stopped: GraphIntent = {
  ...running,
  graph: undefined,
  unavailable: { status: 503, reason: 'Stopped', message: 'It is stopped.' },
};

function gateway(...intents: GraphIntent[]): SnapshotContent {
  return {
    revisions: {},
    routes: intents.map(({ ref: _ref, access: _access, ...route }) => ({
      ...route,
      targets: [],
    })),
  };
}

describe('isGraphLive', () => {
  it.each<
    [string, readonly SnapshotContent[] | undefined, GraphIntent, boolean]
  >([
    ['nobody knows what gateways serve by', undefined, running, false],
    ['they have it', [gateway(running)], running, true],
    ['one of two has it', [gateway(running), gateway()], running, false],
    [
      'they have it as it was before',
      [gateway({ ...running, graph: graph('digits') })],
      running,
      false,
    ],
    ['it was stopped, and they run it', [gateway(running)], stopped, false],
    ['it was stopped, and they know', [gateway(stopped)], stopped, true],
    ['it was started, and they refuse', [gateway(stopped)], running, false],
  ])('when %s', (_, confirmed, intent, expected) => {
    expect(isGraphLive(intent, { confirmed })).toBe(expected);
  });
});
