import {
  GraphCondition,
  Profile,
} from '@greenroom/backstage-plugin-model-serving-common';
import { jsonTextOf, jsonValueOf } from './jsonBody';

/** What conditions of one request may ask. */
export interface ConditionWorld {
  readonly profile: Profile;
  /** The caller's headers by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How a condition turned out. `invalid`: it asks JSON, and was not given any. */
export type ConditionResult = 'holds' | 'fails' | 'invalid';

/**
 * Whether a condition holds.
 *
 * @param tested - the body that a path looks into
 * @param request - the node's input; @param response - the answer before, if there is one
 */
export function conditionResult(
  condition: GraphCondition,
  tested: Buffer,
  values: { readonly request: Buffer; readonly response: Buffer | undefined },
  { profile, headers }: ConditionWorld,
): ConditionResult {
  if (condition.kind === 'cel') {
    const holds = condition.test({
      request: jsonValueOf(values.request),
      response: values.response ? jsonValueOf(values.response) : null,
      headers,
    });
    return holds ? 'holds' : 'fails';
  }
  const json = jsonTextOf(tested);
  if (json === undefined) return 'invalid';
  const found = condition.find(json);
  if (found === undefined) return 'fails';
  // KServe asks whether there is something; a list without a hit is something
  if (profile === 'greenroom' && /^\[\s*\]$/.test(found)) return 'fails';
  return 'holds';
}
