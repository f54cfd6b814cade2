import { Condition, ServingKind } from '../resources';
import { Profile } from '../settings';

/** What a cluster does with resources of a kind. @public */
export interface KindSupport {
  /** `refused`: it could never do anything with them. `kept`: stored, and nothing else yet. */
  readonly level: 'acted' | 'kept' | 'refused';
  /** Why, and the way out; empty where the cluster acts. */
  readonly message: string;
}

const ACTED: KindSupport = { level: 'acted', message: '' };

/** What a native cluster does not do yet, by kind. */
const NATIVE: Readonly<Partial<Record<ServingKind, KindSupport>>> = {
  TrainedModel: kept(
    'does not load models into running servers yet: the model is kept, and nobody serves it. Deploy it as an InferenceService of its own until then',
  ),
  ClusterStorageContainer: kept(
    'fetches models by itself and starts no storage container: it is kept, and not used. The schemes that it can fetch are those of the deploy form',
  ),
  LocalModelCache: kept(
    'caches the models that it fetched by itself: this cache is kept, and fetches nothing in advance',
  ),
  LocalModelNamespaceCache: kept(
    'caches the models that it fetched by itself: this cache is kept, and fetches nothing in advance',
  ),
  LocalModelNodeGroup: kept(
    'has no node groups: the group is kept, and nothing is placed by it',
  ),
  LLMInferenceService: {
    level: 'refused',
    message:
      'runs no LLMInferenceService. Create an InferenceService with a runtime for language models instead, or use a cluster with KServe',
  },
};

/** What a cluster does with a kind: a managed one everything, as KServe runs there. @public */
export function kindSupport(
  kind: ServingKind,
  options: { readonly cluster: string; readonly profile: Profile },
): KindSupport {
  const support = options.profile === 'greenroom' ? NATIVE[kind] : undefined;
  if (!support) return ACTED;
  return {
    ...support,
    message: `the cluster '${options.cluster}' ${support.message}`,
  };
}

/** The condition of a resource that its cluster only keeps. @public */
export function keptCondition(support: KindSupport): Condition | undefined {
  if (support.level !== 'kept') return undefined;
  return {
    type: 'Ready',
    status: 'False',
    reason: 'NotActedOn',
    message: support.message,
  };
}

function kept(message: string): KindSupport {
  return { level: 'kept', message };
}
