import { at, ended, pod, waiting } from '../__testUtils__/pods';
import { containerRestarts } from './containerRestarts';

const running = { running: { startedAt: at(3) } };

describe('containerRestarts', () => {
  it.each`
    what                                             | given                                                                                                                            | restarts
    ${'no container that was started again'}         | ${{}}                                                                                                                            | ${[]}
    ${'an initializer that fails'}                   | ${{ initializer: { restartCount: 4, state: waiting('CrashLoopBackOff'), lastState: ended(1, 'Error') } }}                        | ${[{ container: 'storage-initializer', restarts: 4, reason: 'Error', exitCode: 1 }]}
    ${'one that failed before it came to an end'}    | ${{ initializer: { restartCount: 2, state: ended(0, 'Completed'), lastState: ended(137, 'OOMKilled') } }}                        | ${[{ container: 'storage-initializer', restarts: 2, reason: 'OOMKilled', exitCode: 137 }]}
    ${'one that has just failed again'}              | ${{ initializer: { restartCount: 1, state: ended(3, 'Error'), lastState: ended(1, 'Error') } }}                                  | ${[{ container: 'storage-initializer', restarts: 1, reason: 'Error', exitCode: 3 }]}
    ${'a server of which the last end is not known'} | ${{ server: { restartCount: 3, state: running } }}                                                                               | ${[{ container: 'kserve-container', restarts: 3 }]}
    ${'both'}                                        | ${{ initializer: { restartCount: 1, state: ended(0, 'Completed') }, server: { restartCount: 2, lastState: ended(9, 'Error') } }} | ${[{ container: 'storage-initializer', restarts: 1 }, { container: 'kserve-container', restarts: 2, reason: 'Error', exitCode: 9 }]}
  `('of a pod with $what', ({ given, restarts }) => {
    expect(containerRestarts(pod(given))).toEqual(restarts);
  });
});
