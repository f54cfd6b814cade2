import {
  annotations,
  hardwareProfileOf,
  KUEUE_QUEUE_LABEL,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { CopyRule } from '../types';

/**
 * A hardware profile means something only where Open Data Hub is. Elsewhere it goes, with where its webhook let replicas run:
 * the labels and taints are those of the original's nodes. The amounts stay.
 */
export const hardwareProfileRule: CopyRule = (service, { target }) => {
  const profile = hardwareProfileOf(service);
  if (!profile || target.hardwareProfiles) return {};
  const because = `The cluster ${target.settings.cluster} knows no hardware profiles; what ${profile.name} gives of CPU, memory and accelerators stays.`;
  return {
    edits: [
      ['metadata', 'annotations', annotations.hardwareProfile],
      ['metadata', 'annotations', annotations.hardwareProfileNamespace],
      ['metadata', 'annotations', annotations.hardwareProfileVersion],
      ['metadata', 'labels', KUEUE_QUEUE_LABEL],
      ['spec', 'predictor', 'nodeSelector'],
      ['spec', 'predictor', 'tolerations'],
    ].map(at => ({ at, to: undefined, because })),
  };
};
