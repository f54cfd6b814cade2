import { Text, VisuallyHidden } from '@backstage/ui';
import styles from '../components/components.module.css';

/** What is wrong with an input, announced when it appears. What is shown elsewhere is only there to be pointed to. */
export function InputError(props: {
  id?: string;
  error: string | undefined;
  shown?: readonly string[];
}) {
  const { id, error, shown } = props;
  if (!error) return null;
  if (shown?.includes(error))
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
