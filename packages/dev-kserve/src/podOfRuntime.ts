import type {
  Container,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { V1PodSpec, V1Secret } from '@kubernetes/client-node';
import type { Predictor } from './predictorsOf';

const FOLDER = '/mnt/models';
const VOLUME = 'kserve-provision-location';
/** Name of the Secret in which a project has its storages, as KServe is shipped. */
export const STORAGE_CONFIG = 'storage-config';

/** A pod as far as a runtime makes it. */
export interface RuntimePod {
  readonly container: Partial<Container>;
  readonly spec: Partial<V1PodSpec>;
}

/**
 * What KServe makes of a runtime that says how its program is started, with the model that its webhook has fetched from a
 * storage of the project. Source: kserve-status-and-objects §9.2, §9.3.
 *
 * @param options - `service`: its name; `initializer`: image that fetches; `storages`: Secret of the project's storages
 */
export function podOfRuntime(
  { spec }: ServingRuntime,
  { model }: Predictor,
  options: {
    readonly service: string;
    readonly initializer: string;
    readonly storages: V1Secret | undefined;
  },
): RuntimePod {
  const { service, initializer, storages } = options;
  const container: Partial<Container> = JSON.parse(
    JSON.stringify(spec.containers[0]).replaceAll('{{.Name}}', service),
  );
  const { key = '', path = '' } = model?.storage ?? {};
  const entry = storages?.data?.[key];
  if (!entry) return { container, spec: {} };
  const { bucket } = JSON.parse(Buffer.from(entry, 'base64').toString());
  const mount = { name: VOLUME, mountPath: FOLDER };
  return {
    container: {
      ...container,
      volumeMounts: [{ ...mount, readOnly: true }],
    },
    spec: {
      volumes: [{ name: VOLUME, emptyDir: {} }],
      initContainers: [
        {
          name: 'storage-initializer',
          image: initializer,
          args: [`s3://${bucket}/${path}`, FOLDER],
          env: [
            {
              name: 'STORAGE_CONFIG',
              valueFrom: { secretKeyRef: { name: STORAGE_CONFIG, key } },
            },
          ],
          resources: { requests: { cpu: '5m', memory: '24Mi' } },
          volumeMounts: [mount],
          terminationMessagePolicy: 'FallbackToLogsOnError',
        },
      ],
    },
  };
}
