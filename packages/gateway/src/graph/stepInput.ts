import { jsonTextOf } from './jsonBody';
import { mapPredictions } from './mapPredictions';
import { LiveStep, StepInput } from './types';

/**
 * What a step is sent: the node's input, the answer before, or a part of one; mapped if the step says so. Undefined: the
 * part is not there.
 */
export function stepInput(
  { data, mapsPredictions }: LiveStep,
  input: StepInput,
  before: StepInput,
): StepInput | undefined {
  const source = data.source === 'response' ? before : input;
  if (!data.find && !mapsPredictions) return source;
  let { body } = source;
  if (data.find) {
    const json = jsonTextOf(body);
    const part = json === undefined ? undefined : data.find(json);
    if (part === undefined) return undefined;
    body = Buffer.from(part);
  }
  if (mapsPredictions) body = mapPredictions(body);
  return body === source.body ? source : { body, isCallers: false };
}
