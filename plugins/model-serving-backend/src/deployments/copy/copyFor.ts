import type {
  CopyRequest,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Callers } from '../../access';
import type { ResourceStore } from '../../store';
import type { ContentRules } from '../ContentRules';
import { ownerOf } from '../preparedService';
import type { CallOptions } from '../types';
import type { WantedCopy } from './DeploymentCopier';

/** A copy with its owner: the original's, or who makes it where they may not act for that one. */
export async function copyFor(
  ref: ResourceRef,
  request: CopyRequest,
  options: {
    readonly resources: Pick<ResourceStore, 'get'>;
    readonly callers: Pick<Callers, 'defaultOwner'>;
    readonly content: Pick<ContentRules, 'mayGiveTo'>;
    readonly call: CallOptions;
  },
): Promise<WantedCopy> {
  const { resources, callers, content, call } = options;
  const { cluster, namespace, name, connection, resourceVersion } = request;
  const target = { cluster, namespace, name };
  const wanted = { ...target, connection, resourceVersion };
  const stored = await resources.get('InferenceService', ref);
  const owner = stored && ownerOf(stored.object);
  return owner === undefined || (await content.mayGiveTo(owner, target, call))
    ? wanted
    : { ...wanted, owner: await callers.defaultOwner(call.credentials) };
}
