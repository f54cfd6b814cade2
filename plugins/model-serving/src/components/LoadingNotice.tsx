import { useEffect, useState } from 'react';
import { Flex, Skeleton, Text, VisuallyHidden } from '@backstage/ui';

/** After this long people want to know what they wait for. */
const EXPLAIN_AFTER_MS = 3_000;

/** A skeleton that names what it waits for: to screen readers at once, to everybody after three seconds. */
export function LoadingNotice(props: { what: string; lines?: number }) {
  const { what, lines = 3 } = props;
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), EXPLAIN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const text = `Loading ${what}…`;
  return (
    <Flex direction="column" gap="2" aria-busy="true" role="status">
      {slow ? (
        <Text color="secondary">{text}</Text>
      ) : (
        <VisuallyHidden>{text}</VisuallyHidden>
      )}
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={20} width={line === 0 ? '60%' : '100%'} />
      ))}
    </Flex>
  );
}
