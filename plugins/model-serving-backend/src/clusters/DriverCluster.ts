import type {
  EventView,
  FieldMessage,
  HardwareProfileList,
  LogLine,
  ResourceRef,
  RevisionFacts,
  ServingKind,
  ServingObjects,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import type {
  ClusterDriver,
  LogQuery,
  ManagedClusterDriver,
} from '@greenroom/backstage-plugin-model-serving-node';
import { admissionRefusals } from './admissionRefusals';
import type { AnyDriver, AskedFor, Cluster } from './types';

/** What is fixed about a cluster. */
export interface ClusterIdentity {
  readonly name: string;
  readonly title: string;
  readonly isDefault: boolean;
}

/** A cluster as its driver tells of it: the one place that knows both kinds. */
export class DriverCluster<D extends AnyDriver = AnyDriver>
  implements Cluster<D>
{
  readonly name: string;
  readonly title: string;
  readonly isDefault: boolean;
  readonly driver: D;

  constructor(identity: ClusterIdentity, driver: D) {
    this.name = identity.name;
    this.title = identity.title;
    this.isDefault = identity.isDefault;
    this.driver = driver;
  }

  get ungated(): string | undefined {
    return isManaged(this)
      ? `the cluster '${this.name}' routes requests by itself, without a gateway of Greenroom's`
      : undefined;
  }

  facts(
    service: Pick<ResourceRef, 'namespace' | 'name'>,
  ): readonly RevisionFacts[] {
    return this.driver.facts(service);
  }

  logs(query: LogQuery): AsyncIterable<LogLine> {
    return this.driver.logs(query);
  }

  async runtimes(): Promise<readonly ServingRuntime[]> {
    return isNative(this) ? this.driver.runtimes() : [];
  }

  async runtimeProblem(runtime: ServingRuntime): Promise<string | undefined> {
    return isNative(this) ? this.driver.runtimeProblem(runtime) : undefined;
  }

  async hardwareProfiles(
    namespace: string,
  ): Promise<HardwareProfileList | undefined> {
    return isManaged(this)
      ? this.driver.hardwareProfiles?.(namespace)
      : undefined;
  }

  async events(
    kind: ServingKind,
    { namespace, name }: ResourceRef,
    limit: number,
  ): Promise<readonly EventView[]> {
    if (isManaged(this)) {
      const object = { kind, ...(namespace && { namespace }), name };
      return this.driver.events(object, limit);
    }
    const { driver } = this as Cluster<ClusterDriver>;
    return kind === 'InferenceService'
      ? (await driver.events?.({ namespace, name }, limit)) ?? []
      : [];
  }

  async refusals<K extends ServingKind>(
    kind: K,
    object: ServingObjects[K],
    asked: AskedFor = {},
  ): Promise<readonly FieldMessage[]> {
    return isManaged(this)
      ? admissionRefusals(this.driver, kind, object, asked)
      : [];
  }
}

/** Whether we run its replicas. */
export function isNative<C extends Cluster>(
  cluster: C,
): cluster is C & Cluster<ClusterDriver> {
  return cluster.driver.kind === 'native';
}

/** Whether it reconciles by itself. */
export function isManaged<C extends Cluster>(
  cluster: C,
): cluster is C & Cluster<ManagedClusterDriver> {
  return cluster.driver.kind === 'managed';
}
