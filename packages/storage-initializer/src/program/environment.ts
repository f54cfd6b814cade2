import { AddressPolicy } from '../address/addressProblem';
import { environmentCredentials } from '../credentials/environmentCredentials';
import { StorageSettings } from '../model/createFetchers';
import { FilePatterns } from '../model/FilePatterns';
import { StorageCredentials } from '../source/types';
import { StorageError } from '../StorageError';

/** What the environment of an init container says. */
export interface ProgramEnvironment {
  readonly credentials: StorageCredentials;
  readonly policy: AddressPolicy;
  readonly storage: StorageSettings;
  readonly patterns: FilePatterns;
}

/**
 * Reads the variables that KServe gives its storage initializer (reference/kserve-status-and-objects.md §9.3), those of
 * the Hugging Face hub (`HF_TOKEN`, `HF_ENDPOINT`) and of Google's emulator (`STORAGE_EMULATOR_HOST`), and the files that
 * `GOOGLE_APPLICATION_CREDENTIALS` and `DOCKER_CONFIG` name.
 *
 * Whoever writes a pod's environment decides where it may connect, so the endpoints named there are allowed, whatever
 * network they are in; metadata services are not.
 *
 * @param readFile - text of a file; undefined if it cannot be read
 * @throws StorageError StorageDenied if the key file cannot be read
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string | undefined,
): ProgramEnvironment {
  const { type, values } = environmentCredentials(env);
  const storage: StorageSettings = {
    hfEndpoint: env.HF_ENDPOINT,
    gcsEndpoint: withScheme(env.STORAGE_EMULATOR_HOST),
  };
  const endpoints = [
    values.AWS_S3_ENDPOINT,
    storage.hfEndpoint,
    storage.gcsEndpoint,
  ];
  return {
    credentials: { type, values: { ...values, ...filesOf(env, readFile) } },
    policy: {
      allowPrivate: true,
      allowHosts: endpoints.flatMap(endpoint =>
        endpoint && URL.canParse(endpoint) ? [new URL(endpoint).hostname] : [],
      ),
    },
    storage,
    patterns: {
      allow: listOf(env.STORAGE_ALLOW_PATTERNS),
      ignore: listOf(env.STORAGE_IGNORE_PATTERNS),
    },
  };
}

/** A JSON list, or one with commas. */
function listOf(text: string = ''): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed)) return parsed.map(String);
  } catch {
    // Then it has commas, or is one pattern.
  }
  return text
    .split(',')
    .map(pattern => pattern.trim())
    .filter(pattern => pattern !== '');
}

function filesOf(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string | undefined,
): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  const { GOOGLE_APPLICATION_CREDENTIALS: key, DOCKER_CONFIG: docker } = env;
  if (key) {
    const text = readFile(key);
    if (text === undefined) {
      throw new StorageError(
        'StorageDenied',
        `The file ${key}, which GOOGLE_APPLICATION_CREDENTIALS names, cannot be read. Mount the Secret that holds it.`,
      );
    }
    files['gcloud-application-credentials.json'] = text;
  }
  // As for Docker itself, a folder without a configuration means no logins.
  const logins = docker && readFile(`${docker}/config.json`);
  if (logins) files['.dockerconfigjson'] = logins;
  return files;
}

/** Google's libraries take the emulator with and without a scheme. */
function withScheme(host: string | undefined): string | undefined {
  if (!host) return undefined;
  return /^https?:\/\//i.test(host) ? host : `http://${host}`;
}
