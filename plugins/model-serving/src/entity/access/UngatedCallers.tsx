import { Flex, Text } from '@backstage/ui';

/** Who may call a deployment that has no gateway of ours in front of it: that is for its cluster to say. */
export function UngatedCallers(props: { because: string }) {
  return (
    <section aria-label="Tokens">
      <Flex direction="column" gap="2">
        <Text as="h3" variant="title-x-small">
          Tokens
        </Text>
        <Text>
          A token from here would open and close nothing: {props.because}. Ask
          who runs the cluster how callers show who they are there.
        </Text>
      </Flex>
    </section>
  );
}
