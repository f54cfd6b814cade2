import type { V1Service, V1ServicePort } from '@kubernetes/client-node';
import type {
  Container,
  ContainerPort,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { servingPort } from './containerDefaults';
import { podAnnotations } from './renderDeployment';
import { componentLabels, componentNameOf, componentSelector } from './labels';

const HTTP2 = /grpc|h2c/i;

/**
 * The Service of a component, under KServe's name and with its ports: what clients inside the cluster call. Requests
 * that pass the gateway do not need it. Source: kserve-status-and-objects §2.
 *
 * KServe leaves further ports without a name, which the API server refuses; they get one here.
 */
export function renderService(revision: RevisionSpec): V1Service {
  const name = componentNameOf(revision);
  const { containers = [] } = revision.pod.spec;
  const server =
    containers.find(known => known.name === 'transformer-container') ??
    containers[0];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace: revision.service.namespace,
      labels: componentLabels(revision),
      annotations: podAnnotations(revision),
    },
    spec: {
      type: 'ClusterIP',
      sessionAffinity: 'None',
      selector: componentSelector(revision),
      ports: servicePorts(name, server),
    },
  };
}

function servicePorts(name: string, server: Container): V1ServicePort[] {
  const [first, ...others] = server.ports ?? [];
  return [
    {
      name: first?.name ?? name,
      protocol: first?.protocol ?? 'TCP',
      port: 80,
      targetPort: servingPort(server),
      ...appProtocol(first),
    },
    ...others.map((port, index) => ({
      name: port.name ?? `port-${index + 1}`,
      protocol: port.protocol ?? 'TCP',
      port: port.containerPort,
      targetPort: port.containerPort,
      ...appProtocol(port),
    })),
  ];
}

function appProtocol(
  port: ContainerPort | undefined,
): Pick<V1ServicePort, 'appProtocol'> {
  return HTTP2.test(port?.name ?? '')
    ? { appProtocol: 'kubernetes.io/h2c' }
    : {};
}
