import type { RotationEffect } from '@greenroom/backstage-plugin-model-serving-common';
import { testObserved, testService } from '../store/__testUtils__';
import { rotationEffect, rotationMessage } from './rotationEffects';

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
const replicas = (ready: number) => ({ ready, desired: 2, min: 1, max: 2 });

describe('rotationEffect', () => {
  it.each`
    situation                               | state         | ready        | stopped  | effect          | says
    ${'one replica serves on'}              | ${'ready'}    | ${1}         | ${false} | ${'next-start'} | ${/^Its replica keeps serving/}
    ${'several serve on'}                   | ${'ready'}    | ${2}         | ${false} | ${'next-start'} | ${/^Its 2 replicas keep serving/}
    ${'an update fails beside what serves'} | ${'starting'} | ${1}         | ${false} | ${'next-start'} | ${/keeps serving/}
    ${'the model could not be fetched'}     | ${'failed'}   | ${0}         | ${false} | ${'retrying'}   | ${/next try/}
    ${'it is on its way'}                   | ${'starting'} | ${0}         | ${false} | ${'retrying'}   | ${/next try/}
    ${'it was not looked at yet'}           | ${undefined}  | ${undefined} | ${false} | ${'retrying'}   | ${/next try/}
    ${'it is stopped'}                      | ${'stopped'}  | ${0}         | ${true}  | ${'stopped'}    | ${/next start/}
    ${'it is to be stopped'}                | ${'ready'}    | ${1}         | ${true}  | ${'stopped'}    | ${/next start/}
    ${'it is scaled to none'}               | ${'idle'}     | ${0}         | ${false} | ${'stopped'}    | ${/next start/}
  `('$situation: $effect', ({ state, ready, stopped, effect, says }) => {
    const object = testService(
      stopped ? { annotations: { 'serving.kserve.io/stop': 'true' } } : {},
    );
    const observed =
      state && testObserved(state, { replicas: replicas(ready) });
    expect(rotationEffect({ ref, object, observed })).toEqual({
      ref,
      effect,
      message: expect.stringMatching(says),
    });
  });
});

describe('rotationMessage', () => {
  const effect = (name: RotationEffect['effect']): RotationEffect => ({
    ref,
    effect: name,
    message: '',
  });
  it.each`
    outcome          | effects                                            | others | says
    ${'preview'}     | ${[]}                                              | ${0}   | ${'Nothing uses it.'}
    ${'preview'}     | ${[effect('next-start')]}                          | ${2}   | ${'Used by 3 deployments. None of them stops or restarts by itself.'}
    ${'preview'}     | ${[effect('next-start')]}                          | ${0}   | ${'Used by 1 deployment. It does not stop or restart by itself.'}
    ${'rotated'}     | ${[effect('next-start')]}                          | ${0}   | ${'The new values are stored. Used by 1 deployment.'}
    ${'rotated'}     | ${[effect('restarting'), effect('not-restarted')]} | ${0}   | ${'The new values are stored. Used by 2 deployments. 1 deployment is replaced step by step.'}
    ${'test-failed'} | ${[effect('next-start')]}                          | ${0}   | ${'The new values do not work: nothing was changed. The stored ones stay in use.'}
  `('$outcome: $says', ({ outcome, effects, others, says }) => {
    expect(rotationMessage(outcome, effects, others)).toBe(says);
  });
});
