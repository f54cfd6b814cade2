/** How much of one resource a replica may have by a {@link HardwareProfile}. @public */
export interface HardwareAmount {
  /** Kubernetes' name, such as `cpu`, `memory` or `nvidia.com/gpu`. */
  readonly resource: string;
  readonly title: string;
  /** Kubernetes quantities, as the profile says them. */
  readonly default: string;
  readonly min: string;
  /** Absent: no bound. */
  readonly max?: string;
  /** Absent: of none of these kinds. */
  readonly kind?: 'CPU' | 'Memory' | 'Accelerator';
}

/**
 * A hardware profile of Open Data Hub's or OpenShift AI's: amounts that replicas may have, and where they run. Its webhook
 * writes both into deployments that name the profile.
 * @public
 */
export interface HardwareProfile {
  readonly name: string;
  /** Where it lies: a project that it is for, or where Open Data Hub is, for all. */
  readonly namespace: string;
  readonly resourceVersion?: string;
  readonly title: string;
  readonly description?: string;
  /** False: not for anything new. */
  readonly enabled: boolean;
  /** False: its owner offers it for other things than models. */
  readonly forServing: boolean;
  readonly amounts: readonly HardwareAmount[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Readonly<Record<string, unknown>>[];
  /** Kueue's local queue, which decides where and when replicas run. */
  readonly queue?: string;
}

/** The profiles that deployments of a project may name. @public */
export interface HardwareProfileList {
  readonly items: readonly HardwareProfile[];
  /** Where was looked for them: of other namespaces nothing is known. */
  readonly namespaces: readonly string[];
  /** Why some could not be seen, a sentence for each place. */
  readonly problems: readonly string[];
}

/** As clusters tell of one, of any version. @public */
export interface HardwareProfileObject {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    /** Version v1alpha1 only, as the next two; later ones have annotations for them. */
    readonly displayName?: string;
    readonly description?: string;
    readonly enabled?: boolean;
    readonly identifiers?: readonly {
      readonly displayName: string;
      readonly identifier: string;
      readonly minCount: string | number;
      readonly maxCount?: string | number;
      readonly defaultCount: string | number;
      readonly resourceType?: HardwareAmount['kind'];
    }[];
    readonly scheduling?: {
      readonly kueue?: { readonly localQueueName?: string };
      readonly node?: {
        readonly nodeSelector?: Readonly<Record<string, string>>;
        readonly tolerations?: readonly Readonly<Record<string, unknown>>[];
      };
    };
  };
}

const TITLE = 'opendatahub.io/display-name';
const DESCRIPTION = 'opendatahub.io/description';
const DISABLED = 'opendatahub.io/disabled';
const VISIBILITY = 'opendatahub.io/dashboard-feature-visibility';
const SERVING = 'model-serving';
/** What else a profile may be offered for; other words count for nothing. */
const FEATURES = [SERVING, 'workbench'];

/**
 * Reads a profile as Open Data Hub's dashboard does. Source: opendatahub-operator `api/infrastructure` v1alpha1 and v1;
 * odh-dashboard `concepts/hardwareProfiles`.
 * @public
 */
export function readHardwareProfile({
  metadata = {},
  spec = {},
}: HardwareProfileObject): HardwareProfile {
  const { name = '', namespace = '', resourceVersion } = metadata;
  const { annotations: notes = {} } = metadata;
  const { kueue, node } = spec.scheduling ?? {};
  const description = notes[DESCRIPTION] || spec.description;
  const queue = kueue?.localQueueName;
  const { nodeSelector = {}, tolerations = [] } = node ?? {};
  return {
    name,
    namespace,
    ...(resourceVersion && { resourceVersion }),
    title: notes[TITLE] || spec.displayName || name,
    ...(description && { description }),
    enabled: (notes[DISABLED] ?? 'false') === 'false' && spec.enabled !== false,
    forServing: isForServing(notes[VISIBILITY]),
    amounts: (spec.identifiers ?? []).map(
      ({ identifier, displayName, resourceType, ...counts }) => ({
        resource: identifier,
        title: displayName || identifier,
        default: String(counts.defaultCount),
        min: String(counts.minCount),
        ...(counts.maxCount !== undefined && { max: String(counts.maxCount) }),
        ...(resourceType && { kind: resourceType }),
      }),
    ),
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(queue && { queue }),
  };
}

/** A list of features in JSON; none, or one that cannot be read, means all. */
function isForServing(visibility: string | undefined): boolean {
  if (!visibility) return true;
  try {
    const told: unknown = JSON.parse(visibility);
    const known = Array.isArray(told)
      ? told.filter(feature => FEATURES.includes(feature))
      : [];
    return known.length === 0 || known.includes(SERVING);
  } catch {
    return true;
  }
}
