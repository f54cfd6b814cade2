import { ConfigReader } from '@backstage/config';
import { readAutoscalerSettings } from './readAutoscalerSettings';
import { defaultAutoscalerSettings } from './settings';

const read = (autoscaler: Record<string, string | number | boolean>) =>
  readAutoscalerSettings(new ConfigReader({ modelServing: { autoscaler } }));

describe('readAutoscalerSettings', () => {
  it('has the defaults of Knative', () => {
    expect(readAutoscalerSettings(new ConfigReader({}))).toEqual(
      defaultAutoscalerSettings,
    );
  });

  it('reads its keys', () => {
    expect(
      read({
        'enable-scale-to-zero': false,
        'container-concurrency-target-percentage': 0.8,
        'stable-window': '1m30s',
        'scale-to-zero-grace-period': '5s',
        'initial-scale': 0,
        'allow-zero-initial-scale': true,
      }),
    ).toEqual({
      ...defaultAutoscalerSettings,
      enableScaleToZero: false,
      concurrencyUtilization: 0.8,
      stableWindowMs: 90_000,
      scaleToZeroGraceMs: 5_000,
      initialScale: 0,
      allowZeroInitialScale: true,
    });
    expect(
      read({ 'container-concurrency-target-percentage': 50 }),
    ).toMatchObject({ concurrencyUtilization: 0.5 });
  });

  it.each([
    ['container-concurrency-target-percentage', 101, 'outside of valid range'],
    ['container-concurrency-target-default', 0.001, "can't be less than 0.01"],
    ['requests-per-second-target-default', 0, 'must be at least 0.01, was: 0'],
    ['target-burst-capacity', -2, 'either non-negative or -1'],
    ['max-scale-up-rate', 1, '= 1, must be greater than 1.0'],
    ['max-scale-down-rate', 0.5, '= 0.5, must be greater than 1.0'],
    ['stable-window', '5s', 'must be in [6s; 1h0m0s] range'],
    ['stable-window', '6500ms', 'at most second precision'],
    ['stable-window', 'long', 'must be a duration'],
    ['panic-window-percentage', 0, 'must be in [1, 100] interval'],
    ['panic-threshold-percentage', 100, 'must be in [110, 1000] interval'],
    ['scale-to-zero-grace-period', '0s', 'must be positive, was: 0s'],
    ['scale-to-zero-pod-retention-period', '-1s', 'cannot be negative'],
    ['scale-down-delay', '-1s', 'cannot be negative, was: -1s'],
    ['initial-scale', 0, 'must be at least 0 (or at least 1 when'],
  ])('refuses %s = %s and says why', (key, value, message) => {
    expect(() => read({ [key]: value })).toThrow(message);
  });
});
