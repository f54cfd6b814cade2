import { Flex, Text } from '@backstage/ui';
import { RiCheckLine, RiCloseLine } from '@remixicon/react';
import { ConnectionTestResult } from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../components/components.module.css';

const stepWords: Record<ConnectionTestResult['steps'][number]['name'], string> =
  {
    address: 'Address allowed',
    connect: 'Connection',
    authenticate: 'Keys',
    bucket: 'Bucket',
    path: 'Path',
  };

/** How the test of a connection went, step by step. */
export function TestResult(props: { result: ConnectionTestResult }) {
  const { ok, message, steps } = props.result;
  return (
    <Flex direction="column" gap="3">
      <Text role="status" weight="bold">
        {ok ? 'It works.' : 'It does not work.'} {message}
      </Text>
      <ul className={styles.plainList}>
        {steps.map(step => (
          <li key={step.name}>
            <Flex gap="2" align="start">
              <span
                className={styles.tone}
                data-tone={step.ok ? 'green' : 'red'}
              >
                {step.ok ? (
                  <RiCheckLine size={20} aria-hidden="true" />
                ) : (
                  <RiCloseLine size={20} aria-hidden="true" />
                )}
              </span>
              <Text>
                {stepWords[step.name]}: {step.ok ? 'ok' : 'failed'} –{' '}
                {step.message}
              </Text>
            </Flex>
          </li>
        ))}
      </ul>
    </Flex>
  );
}
