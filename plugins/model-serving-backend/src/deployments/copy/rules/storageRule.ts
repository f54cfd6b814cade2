import type { CopyRule } from '../types';
import { componentsOf } from './components';

/** The name of a fetcher of KServe's: a native cluster chooses one by the URI. */
export const storageRule: CopyRule = (service, { target }) => {
  const { cluster, profile } = target.settings;
  if (profile === 'kserve') return {};
  return {
    edits: componentsOf(service).map(({ at }) => ({
      at: [...at, 'storageContainerName'],
      to: undefined,
      because: `The cluster ${cluster} chooses who fetches a model by its address.`,
    })),
  };
};
