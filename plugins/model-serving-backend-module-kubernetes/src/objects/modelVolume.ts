import type {
  Container,
  EnvVar,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ModelCredentials } from './credentials';
import { INITIALIZER_RESOURCES, PodSettings } from './settings';

/** Where containers find the model. */
export const MODEL_PATH = '/mnt/models';
const PROVISION_VOLUME = 'kserve-provision-location';
const PVC_VOLUME = 'kserve-pvc-source';
const PVC_SCHEME = 'pvc://';
/** What KServe tells every initializer about downloads from Hugging Face; programs that know none of it do not read it. */
const DOWNLOAD_DEFAULTS: readonly EnvVar[] = [
  { name: 'HF_HUB_ENABLE_HF_TRANSFER', value: '1' },
  { name: 'HF_XET_HIGH_PERFORMANCE', value: '1' },
  { name: 'HF_XET_NUM_CONCURRENT_RANGE_GETS', value: '8' },
];
/** Containers that read the model. */
const READERS = ['kserve-container', 'transformer-container'];

/** What brings the model into a pod: init containers, volumes, and where containers see them. */
export interface ModelVolume {
  readonly initContainers: readonly Container[];
  readonly volumes: readonly Record<string, unknown>[];
  /** The container with the model mounted, and the variables that KServe changes. */
  mounted(container: Container): Container;
}

const NONE: ModelVolume = {
  initContainers: [],
  volumes: [],
  mounted: container => container,
};

/**
 * The model of a pod as KServe's webhook brings it: by an init container into an empty volume, or from a claim of the
 * namespace. Source: kserve-status-and-objects §9.2.
 *
 * @param uri - absent: the pod needs none
 * @param credentials - of the init container: variables and files
 * @param isWritable - annotation `storage.kserve.io/readonly: "false"`
 */
export function modelVolume(options: {
  readonly uri?: string;
  readonly credentials: Pick<ModelCredentials, 'env' | 'files'>;
  readonly settings: PodSettings;
  readonly isWritable: boolean;
}): ModelVolume {
  const { uri, credentials, settings, isWritable } = options;
  if (uri === undefined) return NONE;
  const readOnly = isWritable ? {} : { readOnly: true };
  if (uri.startsWith(PVC_SCHEME)) {
    const [claim, ...path] = uri.slice(PVC_SCHEME.length).split('/');
    const subPath = path.filter(part => part !== '').join('/');
    return {
      initContainers: [],
      volumes: [
        {
          name: PVC_VOLUME,
          persistentVolumeClaim: {
            claimName: claim,
            ...(isWritable ? {} : { readOnly: true }),
          },
        },
      ],
      mounted: container =>
        withMount(container, {
          name: PVC_VOLUME,
          mountPath: MODEL_PATH,
          ...(subPath ? { subPath } : {}),
          ...readOnly,
        }),
    };
  }
  const { image, imagePullPolicy, resources } = settings.storageInitializer;
  return {
    initContainers: [
      {
        name: 'storage-initializer',
        image,
        args: [uri, MODEL_PATH],
        env: [...credentials.env, ...DOWNLOAD_DEFAULTS],
        resources: {
          requests: {
            ...INITIALIZER_RESOURCES.requests,
            ...resources?.requests,
          },
          limits: { ...INITIALIZER_RESOURCES.limits, ...resources?.limits },
        },
        volumeMounts: [
          { name: PROVISION_VOLUME, mountPath: MODEL_PATH },
          ...credentials.files.map(({ volume, mountPath }) => ({
            name: volume.name,
            mountPath,
            readOnly: true,
          })),
        ],
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'FallbackToLogsOnError',
        imagePullPolicy: imagePullPolicy ?? 'IfNotPresent',
      },
    ],
    volumes: [
      { name: PROVISION_VOLUME, emptyDir: {} },
      ...credentials.files.map(({ volume }) => volume),
    ],
    mounted: container =>
      withMount(container, {
        name: PROVISION_VOLUME,
        mountPath: MODEL_PATH,
        ...readOnly,
      }),
  };
}

type Mount = NonNullable<Container['volumeMounts']>[number];

/** Mounted where it is read, unless the container has something of its own there; `STORAGE_URI` says where it lies. */
function withMount(container: Container, mount: Mount): Container {
  if (!READERS.includes(container.name ?? '')) return container;
  const mounts = container.volumeMounts ?? [];
  const isTaken = mounts.some(({ mountPath }) => mountPath === MODEL_PATH);
  return {
    ...container,
    ...(container.env
      ? {
          env: container.env.map(variable =>
            variable.name === 'STORAGE_URI'
              ? { name: variable.name, value: MODEL_PATH }
              : variable,
          ),
        }
      : {}),
    volumeMounts: isTaken ? mounts : [...mounts, mount],
  };
}
