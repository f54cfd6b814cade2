import { Flex, Switch, Text } from '@backstage/ui';
import { RotationResult } from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../components/components.module.css';
import { othersWords } from './connectionWords';

/** Which deployments new values concern, what restarts and when; and whether to restart now. */
export function RotationEffects(props: {
  result: RotationResult;
  isRestarted: boolean;
  onRestart: (restart: boolean) => void;
}) {
  const { result, isRestarted, onRestart } = props;
  const { deployments, others } = result;
  const running = deployments.filter(({ effect }) => effect === 'next-start');
  return (
    <Flex direction="column" gap="3">
      <Text>{result.message}</Text>
      <ul className={styles.plainList}>
        {deployments.map(({ ref, effect, message }) => (
          <li key={`${ref.namespace}/${ref.name}`}>
            <Text weight="bold">
              {ref.namespace}/{ref.name}
            </Text>
            <Text>
              {': '}
              {isRestarted && effect === 'next-start'
                ? 'Its replicas are replaced now, step by step; the old ones serve until the new ones do.'
                : message}
            </Text>
          </li>
        ))}
        {others > 0 && (
          <li>
            <Text>And {othersWords(others)}.</Text>
          </li>
        )}
      </ul>
      {running.length > 0 && (
        <Switch
          label={
            running.length === 1
              ? 'Restart this deployment now'
              : `Restart these ${running.length} deployments now`
          }
          isSelected={isRestarted}
          onChange={onRestart}
        />
      )}
    </Flex>
  );
}
