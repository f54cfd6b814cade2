import { Flex, Text } from '@backstage/ui';
import {
  RiCheckboxCircleFill,
  RiCircleLine,
  RiErrorWarningFill,
  RiLoader4Line,
  RiSubtractLine,
} from '@remixicon/react';
import { Step } from '@greenroom/backstage-plugin-model-serving-common';
import { TimeAgo } from '../../components';
import styles from './status.module.css';

const looks: Record<
  Step['state'],
  { readonly icon: typeof RiCircleLine; readonly word: string }
> = {
  done: { icon: RiCheckboxCircleFill, word: 'Done' },
  active: { icon: RiLoader4Line, word: 'Under way' },
  failed: { icon: RiErrorWarningFill, word: 'Failed' },
  waiting: { icon: RiCircleLine, word: 'Waiting' },
  unused: { icon: RiSubtractLine, word: 'Not used' },
};

/** The steps on the way to Ready, each with its state, time and message. */
export function Steps(props: { steps: readonly Step[] }) {
  return (
    <section aria-label="Steps">
      <Text as="h3" variant="title-x-small">
        Steps
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        Steps may complete in any order.
      </Text>
      <ol className={styles.steps}>
        {props.steps.map(step => {
          const { icon: Icon, word } = looks[step.state];
          return (
            <li
              key={step.code}
              className={styles.step}
              data-state={step.state}
              aria-current={step.state === 'active' ? 'step' : undefined}
            >
              <Icon size={20} aria-hidden="true" className={styles.icon} />
              <Flex direction="column" gap="0.5">
                <Text weight="bold">{step.label}</Text>
                <Text variant="body-small" color="secondary">
                  {word}
                  {step.message && `: ${step.message}`}
                  {step.at && (
                    <>
                      {' · '}
                      <TimeAgo iso={step.at} />
                    </>
                  )}
                </Text>
              </Flex>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
