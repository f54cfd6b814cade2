import { ConfigurationLine } from './ConfigurationLine';
import { Container, EnvVar, Probe } from '../resources';

/** Set on every container, whatever runtime and deployment say. */
export const SERVICE_NAME_VARIABLE = 'INFERENCE_SERVICE_NAME';

/** The containers that a container was made from. */
export interface Origins {
  /** From the runtime, before placeholders. */
  readonly runtime?: Container;
  /** From the deployment. */
  readonly deployment?: Container;
}

type Origin = ConfigurationLine['origin'];

/**
 * The effective configuration of the container that serves the model, each line with where it comes from. Secrets are
 * named, never shown. Source: screens §6.
 */
export function configurationOf(
  container: Container,
  origins: Origins,
): ConfigurationLine[] {
  const fieldOrigin = (field: string): Origin => {
    if (origins.deployment?.[field] !== undefined) return 'deployment';
    return origins.runtime?.[field] !== undefined ? 'runtime' : 'platform';
  };
  return [
    ...line('image', 'image', container.image, fieldOrigin('image')),
    ...line(
      'command',
      'command',
      container.command?.join(' '),
      fieldOrigin('command'),
    ),
    ...argumentLines(container, origins),
    ...(container.env ?? []).flatMap(entry =>
      line(
        'environment',
        entry.name,
        envValue(entry),
        envOrigin(entry, origins),
      ),
    ),
    ...resourceLines(container, origins),
    ...(['readinessProbe', 'livenessProbe', 'startupProbe'] as const).flatMap(
      field =>
        line(
          'probes',
          field,
          probeInWords(container[field]),
          fieldOrigin(field),
        ),
    ),
    ...(container.ports ?? []).flatMap(port =>
      line(
        'ports',
        port.name ?? String(port.containerPort),
        `${port.containerPort}/${port.protocol ?? 'TCP'}`,
        fieldOrigin('ports'),
      ),
    ),
    ...(container.volumeMounts ?? []).flatMap(mount =>
      line('volumes', mount.name, mount.mountPath, fieldOrigin('volumeMounts')),
    ),
  ];
}

function line(
  section: string,
  name: string,
  value: string | undefined,
  origin: Origin,
): ConfigurationLine[] {
  return value === undefined ? [] : [{ section, name, value, origin }];
}

/** Arguments stand in the order runtime, deployment, platform. */
function argumentLines(
  container: Container,
  origins: Origins,
): ConfigurationLine[] {
  const fromRuntime = origins.runtime?.args?.length ?? 0;
  const fromDeployment = fromRuntime + (origins.deployment?.args?.length ?? 0);
  return (container.args ?? []).flatMap((arg, i) => {
    const own: Origin = i < fromDeployment ? 'deployment' : 'platform';
    return line(
      'arguments',
      `${i + 1}`,
      arg,
      i < fromRuntime ? 'runtime' : own,
    );
  });
}

function envOrigin(entry: EnvVar, origins: Origins): Origin {
  if (entry.name === SERVICE_NAME_VARIABLE) return 'platform';
  const isIn = (container: Container | undefined) =>
    container?.env?.some(other => other.name === entry.name);
  if (isIn(origins.deployment)) return 'deployment';
  return isIn(origins.runtime) ? 'runtime' : 'platform';
}

function envValue(entry: EnvVar): string {
  const source = entry.valueFrom;
  if (source?.secretKeyRef) {
    return `secret ${source.secretKeyRef.name}, key ${source.secretKeyRef.key}`;
  }
  if (source?.configMapKeyRef) {
    return `config map ${source.configMapKeyRef.name}, key ${source.configMapKeyRef.key}`;
  }
  if (source?.fieldRef) return `field ${source.fieldRef.fieldPath}`;
  return entry.value ?? '';
}

function resourceLines(
  container: Container,
  origins: Origins,
): ConfigurationLine[] {
  return (['requests', 'limits'] as const).flatMap(kind =>
    Object.entries(container.resources?.[kind] ?? {}).flatMap(
      ([name, value]) => {
        const isIn = (other: Container | undefined) =>
          other?.resources?.[kind]?.[name] !== undefined;
        const own: Origin = isIn(origins.runtime) ? 'runtime' : 'platform';
        return line(
          'resources',
          `${kind}.${name}`,
          String(value),
          isIn(origins.deployment) ? 'deployment' : own,
        );
      },
    ),
  );
}

function probeInWords(probe: Probe | undefined): string | undefined {
  if (!probe) return undefined;
  if (probe.httpGet) {
    return `GET ${probe.httpGet.path ?? '/'} on port ${probe.httpGet.port}`;
  }
  if (probe.tcpSocket) return `TCP port ${probe.tcpSocket.port}`;
  if (probe.grpc) return `gRPC port ${probe.grpc.port}`;
  return probe.exec ? (probe.exec.command ?? []).join(' ') : undefined;
}
