import { ComponentName, InferenceService } from '../resources';

/**
 * Share in percent that a component's newest revision is to have beside the one that is rolled out, 0 to 99; undefined: it
 * gets all traffic as soon as it can carry it. 100 promotes as an absent field does.
 * Source: kserve-status-and-objects §8.1.
 * @public
 */
export function canaryPercentOf(
  service: InferenceService,
  component: ComponentName,
): number | undefined {
  const percent = service.spec[component]?.canaryTrafficPercent;
  return percent === undefined || percent >= 100 ? undefined : percent;
}
