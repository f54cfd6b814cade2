import {
  isJson,
  Profile,
} from '@greenroom/backstage-plugin-model-serving-common';
import { graphError, GraphReason, isSuccess } from './stepAnswer';
import { LiveStep, StepAnswer } from './types';

const NULL = Buffer.from('null');
const OPEN = Buffer.from('{');
const COMMA = Buffer.from(',');
const CLOSE = Buffer.from('}');

const invalid: GraphReason = 'InvalidStepAnswer';

/** One step of an Ensemble as it goes into the answer. */
export type MergedStep =
  /** Its body, which is JSON. */
  | { readonly body: Buffer; readonly failedStatus?: number }
  /** What the whole Ensemble answers instead. */
  | { readonly decides: StepAnswer };

/**
 * What one step's answer means for its Ensemble: rows 6 to 8 of the profiles in gateway-and-graphs §4.3.
 */
export function mergedStep(
  step: LiveStep,
  answer: StepAnswer,
  profile: Profile,
): MergedStep {
  const isGood = isSuccess(answer);
  if (profile === 'kserve') {
    if (answer.cause !== undefined)
      return { decides: graphError(500, answer.cause, answer.reason) };
    if (step.isHard && !isGood) return { decides: answer };
    return isObjectOrNull(answer.body)
      ? { body: answer.body }
      : {
          decides: graphError(
            500,
            `the answer of step ${step.id} is no JSON object`,
            invalid,
          ),
        };
  }
  if (step.isHard && !isGood) return { decides: answer };
  if (isBlank(answer.body))
    return { body: NULL, ...(isGood ? {} : { failedStatus: answer.status }) };
  // The answer of a node is one, whatever it says
  const isUnreached =
    answer.cause !== undefined &&
    answer.status >= 502 &&
    step.target.kind !== 'node';
  if (!isUnreached && isJson(answer.body.toString()))
    return {
      body: answer.body,
      ...(isGood ? {} : { failedStatus: answer.status }),
    };
  const status = isGood ? 502 : answer.status;
  const error = answer.cause ?? `the answer of step ${step.id} is not JSON`;
  if (step.isHard)
    return { decides: graphError(status, error, answer.reason ?? invalid) };
  return {
    body: Buffer.from(JSON.stringify({ error, status })),
    failedStatus: status,
  };
}

/** The bodies of all steps, by their keys and byte by byte. */
export function mergedBody(
  steps: readonly LiveStep[],
  bodies: readonly Buffer[],
): Buffer {
  const parts: Buffer[] = [];
  for (const [i, { keyInJson }] of steps.entries())
    parts.push(i === 0 ? OPEN : COMMA, keyInJson, bodies[i]);
  parts.push(CLOSE);
  return Buffer.concat(parts);
}

function isObjectOrNull(body: Buffer): boolean {
  const text = body.toString();
  return isJson(text) && /^\s*(\{|null)/.test(text);
}

function isBlank(body: Buffer): boolean {
  for (const byte of body)
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)
      return false;
  return true;
}
