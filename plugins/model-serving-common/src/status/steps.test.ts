import {
  ago,
  revision,
  world,
  stop,
  fetching,
  starting,
  crashing,
  first,
  denied,
} from '../__fixtures__/world';
import { describeDeployment } from './describeDeployment';

describe('steps to Ready', () => {
  const stepsOf = (given: ReturnType<typeof world>) =>
    Object.fromEntries(
      describeDeployment(given).steps.map(({ code, state }) => [code, state]),
    );

  it.each`
    situation        | world                                                                                                                         | runtime     | fetched      | started      | loaded       | route        | ready
    ${'serving'}     | ${world()}                                                                                                                    | ${'done'}   | ${'done'}    | ${'done'}    | ${'done'}    | ${'done'}    | ${'done'}
    ${'just asked'}  | ${world({ revisions: [], ...first })}                                                                                         | ${'active'} | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'fetching'}    | ${world({ revisions: [revision(1, { replicas: [], fetch: fetching })], ...first })}                                           | ${'done'}   | ${'active'}  | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'no model'}    | ${world({ revisions: [revision(1, { replicas: [], fetch: { state: 'not-needed' } })], ...first })}                            | ${'done'}   | ${'unused'}  | ${'active'}  | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'loading'}     | ${world({ revisions: [revision(1, { replicas: [starting] })], ...first })}                                                    | ${'done'}   | ${'done'}    | ${'done'}    | ${'active'}  | ${'waiting'} | ${'waiting'}
    ${'crashing'}    | ${world({ revisions: [revision(1, { replicas: [crashing] })], ...first })}                                                    | ${'done'}   | ${'done'}    | ${'done'}    | ${'failed'}  | ${'waiting'} | ${'waiting'}
    ${'not planned'} | ${world({ revisions: [], planFailures: [{ component: 'predictor', code: 'NoRuntime', message: '', at: ago(1) }], ...first })} | ${'failed'} | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'denied'}      | ${world({ revisions: [revision(1, { replicas: [], fetch: { state: 'failed', failure: denied } })], ...first })}               | ${'done'}   | ${'failed'}  | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'denied, pod'} | ${world({ revisions: [revision(1, { replicas: [starting], fetch: { state: 'failed', failure: denied } })], ...first })}       | ${'done'}   | ${'failed'}  | ${'done'}    | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'stopped'}     | ${world({ revisions: [revision(1, { replicas: [] })] }, stop)}                                                                | ${'done'}   | ${'done'}    | ${'waiting'} | ${'waiting'} | ${'waiting'} | ${'waiting'}
    ${'updating'}    | ${world({ revisions: [revision(1), revision(2, { percent: 0, replicas: [starting] })] })}                                     | ${'done'}   | ${'done'}    | ${'done'}    | ${'active'}  | ${'waiting'} | ${'waiting'}
  `(
    '$situation',
    ({ world: given, runtime, fetched, started, loaded, route, ready }) => {
      expect(stepsOf(given)).toEqual({
        requested: 'done',
        'runtime-chosen': runtime,
        admitted: 'unused',
        'model-fetched': fetched,
        'replica-started': started,
        'model-loaded': loaded,
        'route-live': route,
        ready,
      });
    },
  );

  it('tells when and what', () => {
    const { steps } = describeDeployment(world());
    expect(steps).toMatchObject([
      { label: 'Requested', at: ago(600) },
      { label: 'Runtime chosen', at: ago(300), message: 'greenroom-onnx' },
      { label: 'Admitted' },
      { label: 'Model fetched', at: ago(56), message: '27 MiB' },
      { label: 'Replica started', at: ago(55), message: 'pid 123' },
      { label: 'Model loaded', at: ago(50) },
      { label: 'Route live' },
      { label: 'Ready' },
    ]);
  });
});
