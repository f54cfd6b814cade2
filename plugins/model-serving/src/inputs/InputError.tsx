import { createContext, useContext } from 'react';
import { Text, VisuallyHidden } from '@backstage/ui';
import styles from '../components/components.module.css';

/** Errors that a form shows beside its inputs already, as the scaffolder does below each field. */
export const ShownErrors = createContext<readonly string[]>([]);

/** What is wrong with an input, announced when it appears. What the form shows already is only there to be pointed to. */
export function InputError(props: { id?: string; error: string | undefined }) {
  const { id, error } = props;
  const shown = useContext(ShownErrors);
  if (!error) return null;
  if (shown.includes(error))
    return <VisuallyHidden id={id}>{error}</VisuallyHidden>;
  return (
    <Text
      id={id}
      role="alert"
      variant="body-small"
      color="danger"
      className={styles.readable}
    >
      {error}
    </Text>
  );
}
