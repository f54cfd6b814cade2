import { useId } from 'react';
import { Flex } from '@backstage/ui';
import { CopyButton } from './CopyButton';
import { keyboardScrollable } from './keyboardScrollable';
import styles from './components.module.css';

/** Text in a monospaced box with its own Copy. Scrolls with the keyboard. */
export function CodeBlock(props: { label: string; text: string }) {
  const { label, text } = props;
  const id = useId();
  return (
    <Flex direction="column" gap="2" align="stretch">
      <Flex justify="end">
        <CopyButton text={text} describedBy={id} />
      </Flex>
      <pre
        id={id}
        className={styles.code}
        role="region"
        aria-label={label}
        {...keyboardScrollable}
      >
        {text}
      </pre>
    </Flex>
  );
}
