import {
  requestScalingFields,
  requestScalingKeys,
  requestScalingOf,
  requestScalingProblems,
} from './requestScaling';
import { behaviorProblems, RawBehavior } from './usageRules';
import { behaviorFieldLabel } from './words';

/** All that the rules say against what is set of scaling, each with the label of its field: `Window: expected …`. */
export function advancedScalingProblems(
  annotations: Readonly<Record<string, string>> | undefined,
  behavior: RawBehavior | undefined,
): readonly string[] {
  const ofRequests = requestScalingProblems(
    annotations,
    requestScalingOf(annotations),
  );
  return [
    ...requestScalingKeys
      .filter(key => ofRequests[key] !== undefined)
      .map(key => `${requestScalingFields[key].label}: ${ofRequests[key]}`),
    ...Object.entries(behaviorProblems(behavior)).map(
      ([path, problem]) => `${behaviorFieldLabel(path)}: ${problem}`,
    ),
  ];
}
