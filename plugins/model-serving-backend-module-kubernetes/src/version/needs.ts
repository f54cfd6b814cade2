/** Something that takes a version of Kubernetes. */
export interface VersionNeed {
  /** `<major>.<minor>` */
  readonly version: string;
  /** What takes it, as in "Greenroom needs 1.22 for …". */
  readonly what: string;
  /** What to do instead of an update. */
  readonly otherwise?: string;
}

/** What pods are written with; apps/v1, networking.k8s.io/v1 and policy/v1 were there before. */
const OBJECTS: VersionNeed = {
  version: '1.22',
  what: 'server-side apply and the cost by which it is chosen which pod goes',
};
/** Those of KServe's kinds are written as whole objects. */
const STRICT: VersionNeed = {
  version: '1.25',
  what: 'fields that a definition does not have to be refused, not dropped',
};

/** What revisions as Deployments take. */
export function nativeNeeds(drainSeconds: number): readonly VersionNeed[] {
  if (drainSeconds === 0) return [OBJECTS];
  return [
    OBJECTS,
    {
      version: '1.30',
      what: `pods that go on serving for ${drainSeconds} s after they were told to end`,
      otherwise: 'set drainSeconds to 0 for this cluster',
    },
  ];
}

/** What a cluster with KServe takes. */
export const managedNeeds: readonly VersionNeed[] = [STRICT];
