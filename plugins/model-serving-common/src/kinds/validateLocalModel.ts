import {
  LocalModelCache,
  LocalModelNamespaceCache,
  LocalModelNodeGroup,
} from '../resources';
import { parseQuantity } from '../quantity';
import { Profile } from '../settings';
import { Messages } from '../validation/messages';
import { ValidationResult } from '../validation/validateInferenceService';
import { objectRules } from '../validation/objectRules';

/** @public */
export interface CacheValidationOptions {
  /** Its fields have the types of the CRD. */
  readonly cache: LocalModelCache | LocalModelNamespaceCache;
  readonly previous?: LocalModelCache | LocalModelNamespaceCache;
  /** Caches of the same kind and, for namespaced ones, of the same namespace. */
  readonly others: readonly (LocalModelCache | LocalModelNamespaceCache)[];
  /** Names of the node groups that there are. */
  readonly nodeGroups: readonly string[];
  readonly profile: Profile;
}

/**
 * What is wrong with a local model cache: one URI, one cache, for ever. Source: kserve-resources §10.
 * @public
 */
export function validateLocalModelCache(
  options: CacheValidationOptions,
): ValidationResult {
  const { cache, previous, others, nodeGroups, profile } = options;
  const messages = new Messages();
  objectRules({ object: cache, previous, kind: cache.kind, profile, messages });
  const { sourceModelUri, modelSize } = cache.spec;
  if (previous && previous.spec.sourceModelUri !== sourceModelUri) {
    messages.error('spec.sourceModelUri', 'StorageUri is immutable');
  }
  const twin = others.find(
    other =>
      other.metadata.name !== cache.metadata.name &&
      other.spec.sourceModelUri === sourceModelUri,
  );
  if (twin) {
    messages.error(
      'spec.sourceModelUri',
      `${cache.kind} ${twin.metadata.name} has the same StorageURI ${sourceModelUri}`,
    );
  }
  for (const [i, group] of cache.spec.nodeGroups.entries()) {
    if (nodeGroups.includes(group)) continue;
    const path = `spec.nodeGroups[${i}]`;
    const message = `NodeGroup ${group} not found`;
    // KServe looks at groups on admission only for the namespaced kind
    const isRefused =
      cache.kind === 'LocalModelNamespaceCache' || profile === 'greenroom';
    if (isRefused) messages.error(path, message);
    else messages.warn(path, message);
  }
  sizeRule('spec.modelSize', modelSize, profile, messages);
  return messages;
}

/** What is wrong with a LocalModelNodeGroup whose fields have the types of the CRD. @public */
export function validateLocalModelNodeGroup(options: {
  readonly group: LocalModelNodeGroup;
  readonly previous?: LocalModelNodeGroup;
  readonly profile: Profile;
}): ValidationResult {
  const { group, previous, profile } = options;
  const messages = new Messages();
  objectRules({
    object: group,
    previous,
    kind: 'LocalModelNodeGroup',
    profile,
    messages,
  });
  sizeRule('spec.storageLimit', group.spec.storageLimit, profile, messages);
  return messages;
}

/** A size that is not above zero holds nothing; KServe takes it. */
function sizeRule(
  path: string,
  size: string | number,
  profile: Profile,
  messages: Messages,
): void {
  if (profile === 'kserve' || (parseQuantity(size) ?? 0) > 0) return;
  messages.error(
    path,
    `"${size}" is no size above zero; write for example 4Gi`,
  );
}
