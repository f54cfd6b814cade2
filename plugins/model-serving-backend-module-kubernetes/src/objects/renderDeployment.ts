import type { V1Deployment, V1PodSpec } from '@kubernetes/client-node';
import type { Container } from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { withContainerDefaults } from './containerDefaults';
import type { ModelCredentials } from './credentials';
import { revisionLabels, revisionSelector } from './labels';
import { modelVolume } from './modelVolume';
import { withProvidedVariables } from './providedVariables';
import type { PodSettings } from './settings';

const SOURCE_ANNOTATION =
  'internal.serving.kserve.io/storage-initializer-sourceuri';
const MODE_ANNOTATION = 'serving.kserve.io/deploymentMode';
const READONLY_ANNOTATION = 'storage.kserve.io/readonly';
/** Fields of a pod that the API server would fill; written so that a comparison never sees a difference. */
const POD_DEFAULTS = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
};

/**
 * The Deployment of one revision, with the pods that KServe's Standard mode makes for the same service. It has the name
 * of the revision, not of the component as KServe's: an update never changes a Deployment, it makes a new one, so that
 * the old one serves until the new one can. Source: kserve-status-and-objects §2, §9.2.
 */
export function renderDeployment(
  revision: RevisionSpec,
  options: {
    /** Absent: somebody else says. */
    readonly replicas?: number;
    readonly credentials: ModelCredentials;
    readonly settings: PodSettings;
  },
): V1Deployment {
  const annotations = podAnnotations(revision);
  const labels = revisionLabels(revision);
  const { name, service } = revision;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: service.namespace, labels, annotations },
    spec: {
      ...(options.replicas === undefined ? {} : { replicas: options.replicas }),
      selector: { matchLabels: revisionSelector(revision) },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' },
      },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      template: {
        metadata: { labels, annotations },
        spec: podSpec(revision, options),
      },
    },
  };
}

/** Annotations of a revision's pods and objects: KServe's over the pod's own. */
export function podAnnotations({
  pod,
  model,
}: RevisionSpec): Record<string, string> {
  return {
    ...pod.annotations,
    [MODE_ANNOTATION]: 'Standard',
    ...(model ? { [SOURCE_ANNOTATION]: model.uri } : {}),
  };
}

function podSpec(
  revision: RevisionSpec,
  {
    credentials,
    settings,
  }: { readonly credentials: ModelCredentials; readonly settings: PodSettings },
): V1PodSpec {
  const { pod, model, modelName, protocol } = revision;
  const {
    containers = [],
    initContainers = [],
    volumes = [],
    ...rest
  } = pod.spec;
  const volume = modelVolume({
    ...(model ? { uri: model.uri } : {}),
    credentials,
    settings,
    isWritable: pod.annotations[READONLY_ANNOTATION] === 'false',
  });
  const complete = (container: Container): Container =>
    withDrain(
      withContainerDefaults(
        withProvidedVariables(volume.mounted(container), {
          gatewayHost: settings.gatewayHost,
          revision,
        }),
        { protocol, modelName, isFromRuntime: model !== undefined },
      ),
      settings,
    );
  const init = [...volume.initContainers, ...initContainers];
  const all = [...volume.volumes, ...volumes];
  // Fields of a pod that nobody here reads go on as they were written: the API server says what it thinks of them.
  return {
    ...POD_DEFAULTS,
    ...rest,
    ...(credentials.imagePullSecrets.length > 0
      ? {
          imagePullSecrets: [
            ...(rest.imagePullSecrets ?? []),
            ...credentials.imagePullSecrets.map(name => ({ name })),
          ],
        }
      : {}),
    ...(init.length > 0 ? { initContainers: init } : {}),
    containers: containers.map(complete),
    ...(all.length > 0 ? { volumes: all } : {}),
  } as V1PodSpec;
}

/** Goes on serving while gateways learn that it ends, unless it says itself what to do before its end. */
function withDrain(
  container: Container,
  { drainSeconds }: PodSettings,
): Container {
  if (drainSeconds === 0 || container.lifecycle) return container;
  return {
    ...container,
    lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
  };
}
