import { InputError } from '@backstage/errors';
import {
  tokenVerbs,
  type TokenInput,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { NewToken } from '../store';

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_LIFE_MS = 90 * DAY_MS;
const MAX_LIFE_MS = 366 * DAY_MS;
const MAX_NAME = 63;
/** What the catalog takes. */
const ENTITY_REF = /^[a-z][a-z0-9-]*:[a-z0-9._-]+\/[a-z0-9._-]+$/;

/**
 * What a token to be made says of itself.
 * @param now - ms since epoch
 * @throws InputError naming the field
 */
export function readTokenInput(
  input: TokenInput,
  mayNeverExpire: boolean,
  now: number,
): Omit<NewToken, 'id' | 'cluster' | 'scopes' | 'hash' | 'start'> {
  const name = input.name.trim();
  // Control characters would make two names look like one
  if (name === '' || name.length > MAX_NAME || /\p{C}/u.test(name)) {
    throw new InputError(
      `name must have 1 to ${MAX_NAME} characters that can be seen`,
    );
  }
  const consumer = input.consumer?.trim().toLowerCase();
  if (consumer && (!ENTITY_REF.test(consumer) || consumer.length > 200)) {
    throw new InputError(
      `consumer '${consumer}' is not an entity reference such as component:default/web-shop`,
    );
  }
  const verbs = tokenVerbs.filter(
    verb => !input.verbs || input.verbs.includes(verb),
  );
  if (verbs.length === 0) {
    throw new InputError(
      `verbs is empty: choose from ${tokenVerbs.join(', ')}`,
    );
  }
  const { limit } = input;
  const expiresAt = readExpiry(input.expiresAt, mayNeverExpire, now);
  return {
    name,
    ...(consumer ? { consumer } : {}),
    verbs,
    ...(limit ? { limit } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** ms since epoch; undefined: never. */
function readExpiry(
  text: string | undefined,
  mayNeverExpire: boolean,
  now: number,
): number | undefined {
  if (text === undefined) return now + DEFAULT_LIFE_MS;
  if (text === 'never') {
    if (mayNeverExpire) return undefined;
    throw new InputError(
      'expiresAt: tokens that never expire are not allowed here (modelServing.tokens.mayNeverExpire)',
    );
  }
  const time = Date.parse(text);
  if (!(time > now)) {
    throw new InputError(
      `expiresAt '${text}' is not a time to come, such as ${new Date(
        now + DEFAULT_LIFE_MS,
      ).toISOString()}`,
    );
  }
  if (time > now + MAX_LIFE_MS && !mayNeverExpire) {
    throw new InputError('expiresAt is more than a year from now');
  }
  return time;
}
