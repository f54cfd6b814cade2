import {
  RiCheckboxCircleFill,
  RiCloseCircleLine,
  RiHourglassLine,
  RiRefreshLine,
  RiTimerLine,
} from '@remixicon/react';
import { TokenState } from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../components/components.module.css';
import { stateWords } from './tokenWords';

const looks: Record<TokenState, { Icon: typeof RiTimerLine; tone: string }> = {
  active: { Icon: RiCheckboxCircleFill, tone: 'green' },
  expiring: { Icon: RiTimerLine, tone: 'amber' },
  rotating: { Icon: RiRefreshLine, tone: 'blue' },
  expired: { Icon: RiHourglassLine, tone: 'grey' },
  revoked: { Icon: RiCloseCircleLine, tone: 'grey' },
};

/** The word of a token's state with its icon. */
export function TokenStateLabel(props: { state: TokenState }) {
  const { Icon, tone } = looks[props.state];
  return (
    <span className={styles.tone} data-tone={tone}>
      <Icon size={16} aria-hidden="true" />
      {stateWords[props.state]}
    </span>
  );
}
