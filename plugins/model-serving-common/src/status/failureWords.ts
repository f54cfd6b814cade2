import { FindingCode } from '../facts';

/** KServe's words for why a model is not served (`modelStatus.lastFailureInfo.reason`). @public */
export type FailureReason =
  | 'InvalidPredictorSpec'
  | 'RuntimeNotRecognized'
  | 'RuntimeDisabled'
  | 'NoSupportingRuntime'
  | 'RuntimeUnhealthy'
  | 'ModelLoadFailed';

const CODE_BY_REASON: Readonly<Record<string, FindingCode>> = {
  InvalidPredictorSpec: 'InvalidSpec',
  RuntimeNotRecognized: 'RuntimeNotFound',
  RuntimeDisabled: 'RuntimeDisabled',
  NoSupportingRuntime: 'NoRuntime',
  RuntimeUnavailable: 'ProgramNotAllowed',
};

/** Failures while the model is brought or loaded; what else goes wrong is the runtime's health. */
const LOADING: readonly FindingCode[] = [
  'SecretMissing',
  'StorageDenied',
  'StorageNotFound',
  'StorageUnreachable',
  'DiskFull',
  'ModelLoadFailed',
];

/**
 * Finding for a failure reason of `selectRuntimes` or `assemblePod`: what a plan that fails becomes. An unknown reason is
 * an invalid spec.
 * @public
 */
export function findingCodeOf(reason: string): FindingCode {
  return Object.hasOwn(CODE_BY_REASON, reason)
    ? CODE_BY_REASON[reason]
    : 'InvalidSpec';
}

/** KServe's word for a finding. @public */
export function failureReasonOf(code: FindingCode): FailureReason {
  switch (code) {
    case 'InvalidSpec':
      return 'InvalidPredictorSpec';
    case 'RuntimeNotFound':
      return 'RuntimeNotRecognized';
    case 'RuntimeDisabled':
      return 'RuntimeDisabled';
    case 'NoRuntime':
      return 'NoSupportingRuntime';
    default:
      return LOADING.includes(code) ? 'ModelLoadFailed' : 'RuntimeUnhealthy';
  }
}
