import type { V1Secret } from '@kubernetes/client-node';
import type { EnvVar } from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { revisionLabels } from './labels';

const DOCKER_LOGIN = '.dockerconfigjson';
const GOOGLE_KEY_FILE = 'gcloud-application-credentials.json';
/** Where KServe mounts that file, and the name of its volume. */
const GOOGLE_KEY_FOLDER = '/var/secrets/';
const GOOGLE_KEY_VOLUME = 'user-gcp-sa';
const PASSED_ON = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_DEFAULT_REGION',
  'S3_VERIFY_SSL',
  'awsAnonymousCredential',
  'HF_TOKEN',
  GOOGLE_KEY_FILE,
]);
const HEADERS_OF_HOST = /^[a-z0-9.-]+-headers$/i;

/** Files of a Secret in a folder of the init container. */
export interface CredentialFiles {
  readonly volume: Record<string, unknown> & { readonly name: string };
  readonly mountPath: string;
}

/** How a pod gets at what opens its model. */
export interface ModelCredentials {
  /** Of the init container: nothing but references, and where files lie. */
  readonly env: readonly EnvVar[];
  /** Secrets that the init container reads as files. */
  readonly files: readonly CredentialFiles[];
  /** Secrets with logins to registries. */
  readonly imagePullSecrets: readonly string[];
  /** Absent: the model needs none. */
  readonly secret?: V1Secret;
}

/** A model that anybody may read. */
export const NO_CREDENTIALS: ModelCredentials = {
  env: [],
  files: [],
  imagePullSecrets: [],
};

/**
 * What a revision's pods need of a connection: a Secret of the revision's own, which lives and dies with its Deployment,
 * and variables that refer to it. The values stay in the Secret; names are those of KServe's initializer.
 */
export function modelCredentials(
  revision: RevisionSpec,
  values: Readonly<Record<string, string>>,
): ModelCredentials {
  const stringData = initializerVariables(values);
  const login = values[DOCKER_LOGIN];
  if (Object.keys(stringData).length === 0 && !login) return NO_CREDENTIALS;
  const { name, service } = revision;
  const secretName = `${name}-storage`;
  const keys = Object.keys(stringData)
    .filter(key => key !== GOOGLE_KEY_FILE)
    .sort();
  const hasKeyFile = GOOGLE_KEY_FILE in stringData;
  return {
    env: [
      ...keys.map(key => ({
        name: key,
        valueFrom: { secretKeyRef: { name: secretName, key } },
      })),
      ...(hasKeyFile
        ? [
            {
              name: 'GOOGLE_APPLICATION_CREDENTIALS',
              value: `${GOOGLE_KEY_FOLDER}${GOOGLE_KEY_FILE}`,
            },
          ]
        : []),
    ],
    files: hasKeyFile ? [googleKeyFile(secretName)] : [],
    imagePullSecrets: login ? [secretName] : [],
    secret: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: secretName,
        namespace: service.namespace,
        labels: revisionLabels(revision),
      },
      type: login ? 'kubernetes.io/dockerconfigjson' : 'Opaque',
      stringData: {
        ...stringData,
        ...(login ? { [DOCKER_LOGIN]: login } : {}),
      },
    },
  };
}

/** Google's libraries take the key as a file, never as a variable. */
function googleKeyFile(secretName: string): CredentialFiles {
  const items = [{ key: GOOGLE_KEY_FILE, path: GOOGLE_KEY_FILE }];
  return {
    volume: { name: GOOGLE_KEY_VOLUME, secret: { secretName, items } },
    mountPath: GOOGLE_KEY_FOLDER,
  };
}

/** Values of a connection as variables and files of the initializer; what is empty says nothing. */
function initializerVariables(
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === '' || key === DOCKER_LOGIN) continue;
    if (key === 'AWS_S3_ENDPOINT') Object.assign(variables, endpoint(value));
    else if (PASSED_ON.has(key) || HEADERS_OF_HOST.test(key))
      variables[key] = value;
  }
  return variables;
}

/** Source: kserve-status-and-objects §9.3, the table of S3 settings. */
function endpoint(value: string): Record<string, string> {
  const url = value.trim();
  const [, scheme, host] = /^(https?:\/\/)?(.*)$/i.exec(url) ?? [];
  const isPlain = scheme?.toLowerCase() === 'http://';
  return {
    ...(scheme ? { S3_USE_HTTPS: isPlain ? '0' : '1' } : {}),
    S3_ENDPOINT: host,
    AWS_ENDPOINT_URL: scheme ? url : `https://${host}`,
  };
}
