import { InputError } from '@backstage/errors';
import {
  connectionFields,
  dockerConfig,
  type ConnectionType,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * Names of the scaffolder secrets by the field that they fill; a template's `ui:field: Secret` properties are named so.
 */
const NAMES: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: 'accessKey',
  AWS_SECRET_ACCESS_KEY: 'secretKey',
  '.dockerconfigjson': 'dockerConfig',
  headers: 'headers',
};

/** Scaffolder secrets of a task. */
type Secrets = Readonly<Record<string, string>> | undefined;

/**
 * The secret values of a connection out of a task's secrets. A registry takes `dockerConfig`, or `username` and
 * `password` instead.
 *
 * @param demand - `all` that the type requires, or at least `one`
 * @throws InputError naming the secrets that are missing
 */
export function connectionSecrets(
  type: ConnectionType,
  secrets: Secrets,
  options: { readonly demand: 'all' | 'one'; readonly registry?: string },
): Record<string, string> {
  const given = { ...secrets, ...registryLogin(secrets, options.registry) };
  const fields = connectionFields[type].filter(({ secret }) => secret);
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const { key, label, required } of fields) {
    const name = NAMES[key];
    const value = given[name];
    if (value) values[key] = value;
    else if (required) missing.push(`secrets.${name} (${label})`);
  }
  const isEnough =
    options.demand === 'all'
      ? missing.length === 0
      : Object.keys(values).length > 0;
  if (isEnough) return values;
  const wanted = fields.map(
    ({ key, label }) => `secrets.${NAMES[key]} (${label})`,
  );
  throw new InputError(
    `${
      options.demand === 'all' ? missing.join(' and ') : wanted.join(' or ')
    } missing: the form must hold a field of this name with ui:field Secret. Fill it in and submit again.`,
  );
}

/** In the place of `dockerConfig`, where that is not given. */
function registryLogin(
  secrets: Secrets,
  registry: string | undefined,
): Record<string, string> {
  const { username, password } = secrets ?? {};
  if (!registry || !username || !password || secrets?.dockerConfig) return {};
  return { dockerConfig: dockerConfig(registry, username, password) };
}
