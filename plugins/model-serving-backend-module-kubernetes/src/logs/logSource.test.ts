import type { V1ContainerState, V1Pod } from '@kubernetes/client-node';
import { knownPod } from '../facts';
import { containersOf, logSource } from './logSource';

type States = readonly [now: V1ContainerState, before?: V1ContainerState];

const runs: V1ContainerState = { running: {} };
const waits: V1ContainerState = { waiting: { reason: 'PodInitializing' } };
const failed: V1ContainerState = { terminated: { exitCode: 3 } };
const done: V1ContainerState = { terminated: { exitCode: 0 } };

function podOf(
  initializers: Readonly<Record<string, States>>,
  containers: Readonly<Record<string, States>>,
): V1Pod {
  const statuses = (of: Readonly<Record<string, States>>) =>
    Object.entries(of).map(([name, [state, lastState]]) => ({
      name,
      state,
      ...(lastState ? { lastState } : {}),
      ready: false,
      started: state.running !== undefined,
      restartCount: 0,
      image: '',
      imageID: '',
    }));
  const names = (of: object) => Object.keys(of).map(name => ({ name }));
  // As it is kept.
  return knownPod({
    spec: {
      initContainers: names(initializers),
      containers: names(containers),
    },
    status: {
      initContainerStatuses: statuses(initializers),
      containerStatuses: statuses(containers),
    },
  });
}

describe('logSource', () => {
  const S = 'kserve-container';
  const I = 'storage-initializer';

  it.each`
    situation                                          | pod                                                                       | query                               | source
    ${'a server that runs'}                            | ${podOf({}, { [S]: [runs] })}                                             | ${{}}                               | ${[S, false]}
    ${'the server, not what stands beside it'}         | ${podOf({}, { 'queue-proxy': [runs], [S]: [runs] })}                      | ${{}}                               | ${[S, false]}
    ${'the first one where none is a server'}          | ${podOf({}, { main: [runs], aside: [runs] })}                             | ${{}}                               | ${['main', false]}
    ${'the transformer of a pod of transformers'}      | ${podOf({}, { aside: [runs], 'transformer-container': [runs] })}          | ${{}}                               | ${['transformer-container', false]}
    ${'what the server waits for'}                     | ${podOf({ [I]: [runs] }, { [S]: [waits] })}                               | ${{}}                               | ${[I, false]}
    ${'an initializer that failed and waits'}          | ${podOf({ [I]: [waits, failed] }, { [S]: [waits] })}                      | ${{}}                               | ${[I, true]}
    ${'the first initializer that is not done'}        | ${podOf({ first: [done], [I]: [runs], last: [waits] }, { [S]: [waits] })} | ${{}}                               | ${[I, false]}
    ${'not a sidecar that runs for ever'}              | ${podOf({ proxy: [runs], [I]: [failed] }, { [S]: [waits] })}              | ${{}}                               | ${[I, false]}
    ${'the last that ran, where the image is awaited'} | ${podOf({ [I]: [done] }, { [S]: [waits] })}                               | ${{}}                               | ${[I, false]}
    ${'nothing but the server before anything ran'}    | ${podOf({ [I]: [waits] }, { [S]: [waits] })}                              | ${{}}                               | ${[S, false]}
    ${'a server that has just ended'}                  | ${podOf({ [I]: [done] }, { [S]: [failed] })}                              | ${{}}                               | ${[S, false]}
    ${'a server that waits to be started again'}       | ${podOf({ [I]: [done] }, { [S]: [waits, failed] })}                       | ${{}}                               | ${[S, true]}
    ${'a server that was started again'}               | ${podOf({}, { [S]: [runs, failed] })}                                     | ${{}}                               | ${[S, false]}
    ${'the instance before, where it is asked for'}    | ${podOf({}, { [S]: [runs, failed] })}                                     | ${{ previous: true }}               | ${[S, true]}
    ${'an initializer that is asked for'}              | ${podOf({ [I]: [done] }, { [S]: [runs] })}                                | ${{ container: I }}                 | ${[I, false]}
    ${'the instance before of one that is asked for'}  | ${podOf({ [I]: [runs, failed] }, { [S]: [waits] })}                       | ${{ container: I, previous: true }} | ${[I, true]}
    ${'nothing of a container that is not there'}      | ${podOf({}, { [S]: [runs] })}                                             | ${{ container: I }}                 | ${undefined}
  `('is $situation', ({ pod, query, source }) => {
    const found = logSource(pod, query);
    expect(found && [found.container, found.isPrevious]).toEqual(source);
  });

  it('names containers in the order in which they start', () => {
    expect(containersOf(podOf({ [I]: [runs] }, { [S]: [waits] }))).toEqual([
      I,
      S,
    ]);
    expect(containersOf({})).toEqual([]);
  });
});
