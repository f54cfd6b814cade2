import {
  RiAlertFill,
  RiCheckboxCircleFill,
  RiDeleteBinLine,
  RiErrorWarningFill,
  RiHourglassLine,
  RiLoader4Line,
  RiMoonLine,
  RiPauseCircleLine,
  RiQuestionLine,
  RiStopCircleLine,
} from '@remixicon/react';
import {
  DeploymentState,
  StateCode,
} from '@greenroom/backstage-plugin-model-serving-common';
import styles from './components.module.css';

const icons: Record<StateCode, typeof RiLoader4Line> = {
  ready: RiCheckboxCircleFill,
  idle: RiMoonLine,
  starting: RiLoader4Line,
  queued: RiHourglassLine,
  failed: RiErrorWarningFill,
  stopping: RiPauseCircleLine,
  stopped: RiStopCircleLine,
  deleting: RiDeleteBinLine,
  unknown: RiQuestionLine,
};

/** States in which something moves; only their icon does too. */
const moving: ReadonlySet<StateCode> = new Set(['starting']);

/** The word of a state with its icon; where a Ready one needs somebody, the words and the icon say so: the meaning never hangs on the colour. */
export function StateLabel(props: {
  state: Pick<DeploymentState, 'code' | 'word' | 'tone'>;
  size?: number;
}) {
  const { state, size = 16 } = props;
  const needsAttention = state.code === 'ready' && state.tone === 'amber';
  const Icon = needsAttention ? RiAlertFill : icons[state.code];
  return (
    <span className={styles.tone} data-tone={state.tone}>
      <Icon
        size={size}
        aria-hidden="true"
        className={moving.has(state.code) ? styles.spin : undefined}
      />
      <span className={needsAttention ? styles.wraps : undefined}>
        {state.word}
        {needsAttention && ', needs attention'}
      </span>
    </span>
  );
}
