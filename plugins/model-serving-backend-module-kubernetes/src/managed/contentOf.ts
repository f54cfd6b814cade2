import type { V1Deployment } from '@kubernetes/client-node';
import {
  KSERVE_CONTAINER,
  type RevisionContent,
} from '@greenroom/backstage-plugin-model-serving-common';

/** By which KServe tells its webhook what pods fetch. Source: kserve-resources §2, "Internal annotations". */
const INTERNAL = 'internal.serving.kserve.io';
const SOURCE = `${INTERNAL}/storage-initializer-sourceuri`;
const STORAGE_KEY = `${INTERNAL}/storage-spec-key`;
/** Instead of a scheme, where the address is put together when a pod is made: `<scheme-placeholder>://path`. */
const PLACEHOLDER = /^<[^>]*>:\/\//;
/** Kept by Kubernetes: the number of the newest ReplicaSet. */
const EDITION = 'deployment.kubernetes.io/revision';

/** What a Deployment of KServe's runs, by its template. */
export function contentOf({ metadata, spec }: V1Deployment): RevisionContent {
  const { annotations = {} } = spec?.template.metadata ?? {};
  const { containers = [] } = spec?.template.spec ?? {};
  const container =
    containers.find(({ name }) => name === KSERVE_CONTAINER) ?? containers[0];
  const source = annotations[SOURCE];
  const key = annotations[STORAGE_KEY];
  const edition = Number(metadata?.annotations?.[EDITION]);
  return {
    ...(container?.image ? { image: container.image } : {}),
    ...(container?.command ? { command: container.command } : {}),
    ...modelOf(source, key),
    ...(Number.isInteger(edition) ? { edition } : {}),
  };
}

function modelOf(
  source: string | undefined,
  key: string | undefined,
): Pick<RevisionContent, 'modelUri' | 'storage'> {
  if (!source) return {};
  if (!PLACEHOLDER.test(source)) return { modelUri: source };
  const path = source.replace(PLACEHOLDER, '');
  return { storage: { ...(key ? { key } : {}), path } };
}
