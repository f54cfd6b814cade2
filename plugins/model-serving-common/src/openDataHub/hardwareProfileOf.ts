import { annotations } from '../constants';
import type { InferenceService } from '../resources';

/** Which profile is meant. @public */
export interface HardwareProfileRef {
  readonly name: string;
  readonly namespace: string;
}

/**
 * The profile that a deployment names; undefined: none. Without a namespace it is one of the deployment's own, as Open Data
 * Hub's webhook takes it (and writes it).
 * @public
 */
export function hardwareProfileOf({
  metadata,
}: Pick<InferenceService, 'metadata'>): HardwareProfileRef | undefined {
  const {
    [annotations.hardwareProfile]: name,
    [annotations.hardwareProfileNamespace]: namespace,
  } = metadata.annotations ?? {};
  if (!name) return undefined;
  return { name, namespace: namespace || metadata.namespace || 'default' };
}

/** Whether two are the same profile, or none. @public */
export function isSameHardwareProfile(
  one: HardwareProfileRef | undefined,
  other: HardwareProfileRef | undefined,
): boolean {
  return one?.name === other?.name && one?.namespace === other?.namespace;
}
