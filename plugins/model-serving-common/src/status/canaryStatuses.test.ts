import {
  crashing,
  revision,
  starting,
  stop,
  world,
} from '../__fixtures__/world';
import { InferenceService } from '../resources';
import { deriveInferenceServiceStatus } from './deriveInferenceServiceStatus';
import { describeDeployment } from './describeDeployment';

const canaries =
  (...names: string[]) =>
  (service: InferenceService) => {
    service.spec.canary = names.map(name => ({
      predictor: { name },
      trafficPercent: 20,
    }));
  };
const canary = (number: number, name: string, change: object = {}) =>
  revision(number, { isCanary: true, canary: name, percent: 20, ...change });
const waiting = { percent: 0, replicas: [starting] };

describe('the status of canaries that the spec names', () => {
  it.each`
    situation                  | revisions                                                         | status     | reason                | notes
    ${'all are ready'}         | ${[revision(1, { percent: 60 }), canary(2, 'a'), canary(3, 'b')]} | ${'True'}  | ${'AllCanariesReady'} | ${['Canary a 20 %', 'Canary b 20 %']}
    ${'one is not ready'}      | ${[revision(1), canary(2, 'a', waiting), canary(3, 'b')]}         | ${'False'} | ${'CanariesNotReady'} | ${['Canary a not ready, its 20 % stay with the stable one', 'Canary b 20 %']}
    ${'one is not even begun'} | ${[revision(1), canary(3, 'b')]}                                  | ${'False'} | ${'CanariesNotReady'} | ${['Canary a not ready, its 20 % stay with the stable one', 'Canary b 20 %']}
  `('$situation: $reason', ({ revisions, status, reason, notes }) => {
    const given = world({ revisions }, canaries('a', 'b'));
    const { conditions, components } = deriveInferenceServiceStatus(given);
    expect(
      conditions?.find(({ type }) => type === 'CanaryPredictorReady'),
    ).toMatchObject({ status, reason, severity: 'Info' });
    expect(conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      status: 'True',
    });
    expect(components?.predictor).toMatchObject({
      latestCreatedRevision: 'iris-predictor-00001',
      latestReadyRevision: 'iris-predictor-00001',
    });
    const state = describeDeployment(given);
    expect(state.code).toBe('ready');
    expect(state.notes).toEqual(notes);
  });

  it('tells of each what KServe tells of all', () => {
    const revisions = [revision(1), canary(2, 'a', waiting), canary(3, 'b')];
    const given = world({ revisions }, canaries('a', 'b'));
    expect(deriveInferenceServiceStatus(given).canaryStatuses).toEqual([
      {
        name: 'a',
        ready: false,
        trafficPercent: 20,
        modelStatus: expect.objectContaining({
          transitionStatus: 'InProgress',
          copies: { totalCopies: 0, failedCopies: 0 },
        }),
      },
      {
        name: 'b',
        ready: true,
        trafficPercent: 20,
        modelStatus: expect.objectContaining({
          states: { activeModelState: 'Loaded', targetModelState: 'Loaded' },
          copies: { totalCopies: 1, failedCopies: 0 },
        }),
      },
    ]);
  });

  it('names what serves where one of them fails, not another canary', () => {
    const revisions = [
      revision(1),
      canary(2, 'a'),
      canary(3, 'b', { percent: 0, replicas: [crashing] }),
    ];
    const state = describeDeployment(world({ revisions }, canaries('a', 'b')));
    expect(state.headline).toMatch(/; v1 still serves$/);
  });

  it('is Stopped with the service, and nothing without canaries', () => {
    const conditionOf = (change: (service: InferenceService) => void) =>
      deriveInferenceServiceStatus(world({}, change)).conditions?.find(
        ({ type }) => type === 'CanaryPredictorReady',
      );
    expect(
      conditionOf(service => {
        canaries('a')(service);
        stop(service);
      }),
    ).toMatchObject({ status: 'False', reason: 'Stopped' });
    expect(conditionOf(() => {})).toBeUndefined();
  });
});
