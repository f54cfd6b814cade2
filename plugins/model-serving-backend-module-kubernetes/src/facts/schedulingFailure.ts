import type { FindingCode } from '@greenroom/backstage-plugin-model-serving-common';

/** What the scheduler's sentences say, the most telling first: several reasons may stand in one message. */
const REASONS: readonly (readonly [RegExp, FindingCode])[] = [
  [
    /persistentvolumeclaim .*not found|unbound immediate PersistentVolumeClaims|volume node affinity conflict/i,
    'VolumeNotBound',
  ],
  [/Insufficient [a-z0-9.-]+\/(?!ephemeral)/i, 'NoAccelerator'],
  [/Insufficient |Too many pods/i, 'NoCapacity'],
  [
    /didn't match Pod's node affinity|node selector|untolerated taint|didn't match pod (anti-)?affinity/i,
    'NoMatchingNode',
  ],
];

/** Why a pod found no node, from the message of its condition `PodScheduled`. */
export function schedulingFailure(message: string): FindingCode {
  return (
    REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? 'NoCapacity'
  );
}
