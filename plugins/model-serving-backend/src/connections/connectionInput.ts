import { InputError } from '@backstage/errors';
import {
  connectionFields,
  mergePatch,
  validateConnection,
  type ConnectionInput,
} from '@greenroom/backstage-plugin-model-serving-common';
import { inputErrorOf } from '../errors';
import type { StoredResource } from '../store';
import { inputOf } from './connectionObject';

/**
 * A connection to be made, as it was sent.
 * @throws InputError with everything that is wrong
 */
export function validInput(sent: unknown): ConnectionInput {
  // Takes any JSON and says what does not fit
  const input = sent as ConnectionInput;
  const errors = validateConnection(input);
  if (errors.length > 0) throw inputErrorOf(errors);
  return withTexts(input);
}

/**
 * The input after a patch; what a connection is and where it lives stays.
 * @throws InputError with everything that is wrong
 */
export function patchedInput(
  { ref, object }: Pick<StoredResource<'Connection'>, 'ref' | 'object'>,
  patch: unknown,
): ConnectionInput {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw new InputError(
      'the body must be an object with the fields to change',
    );
  }
  const before = inputOf(object, ref.cluster);
  const input = mergePatch(before, patch) as ConnectionInput;
  for (const field of ['cluster', 'namespace', 'name', 'privateTo'] as const) {
    if (input[field] !== before[field]) {
      throw new InputError(
        `${field} cannot be changed; create another connection instead`,
      );
    }
  }
  const { type, values, secretKeys } = object.spec;
  const errors = validateConnection(input, { type, values, secretKeys });
  if (errors.length > 0) throw inputErrorOf(errors);
  return withTexts(input);
}

/** Without `null` values, which validation takes as absent; other optional texts are checked here. */
function withTexts(input: ConnectionInput): ConnectionInput {
  for (const field of ['cluster', 'privateTo'] as const) {
    const value: unknown = input[field];
    if (value !== undefined && value !== null && typeof value !== 'string') {
      throw new InputError(`${field} must be a text`);
    }
  }
  const keys = connectionFields[input.type].map(({ key }) => key);
  const values = Object.entries(input.values).filter(
    ([key, value]) => keys.includes(key) && typeof value === 'string',
  );
  return {
    ...input,
    cluster: input.cluster ?? undefined,
    title: input.title ?? undefined,
    description: input.description ?? undefined,
    owner: input.owner ?? undefined,
    privateTo: input.privateTo ?? undefined,
    values: Object.fromEntries(values),
  };
}
