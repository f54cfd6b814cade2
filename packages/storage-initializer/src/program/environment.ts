import { AddressPolicy } from '../address/addressProblem';
import { StorageCredentials } from '../model/types';

/** What the environment of an init container says. */
export interface ProgramEnvironment {
  readonly credentials: StorageCredentials;
  readonly policy: AddressPolicy;
}

const passedOn = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_DEFAULT_REGION',
  'S3_VERIFY_SSL',
  'awsAnonymousCredential',
] as const;

/**
 * Reads the variables that KServe gives its storage initializer (reference/kserve-status-and-objects.md §9.3).
 *
 * Whoever writes a pod's environment decides where it may connect, so the endpoint named there is allowed, whatever
 * network it is in; metadata services are not.
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): ProgramEnvironment {
  const values: Record<string, string> = {};
  for (const name of passedOn) {
    const value = env[name];
    if (value) values[name] = value;
  }
  const endpoint = readEndpoint(env);
  if (endpoint) values.AWS_S3_ENDPOINT = endpoint;
  const allowHosts =
    endpoint && URL.canParse(endpoint) ? [new URL(endpoint).hostname] : [];
  return {
    credentials: { type: 's3', values },
    policy: { allowPrivate: true, allowHosts },
  };
}

function readEndpoint(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (env.AWS_ENDPOINT_URL) return env.AWS_ENDPOINT_URL;
  const host = env.S3_ENDPOINT?.trim();
  if (!host) return undefined;
  if (/^https?:\/\//i.test(host)) return host;
  return `${env.S3_USE_HTTPS === '0' ? 'http' : 'https'}://${host}`;
}
