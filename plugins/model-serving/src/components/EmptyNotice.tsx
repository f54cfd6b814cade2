import { ReactNode } from 'react';
import { Flex, Text } from '@backstage/ui';

/** An empty view: what would be here, and the next action. */
export function EmptyNotice(props: {
  title: string;
  description: string;
  action?: ReactNode;
}) {
  const { title, description, action } = props;
  return (
    <Flex direction="column" align="start" gap="2" p="4">
      <Text as="h3" variant="title-x-small">
        {title}
      </Text>
      <Text color="secondary">{description}</Text>
      {action}
    </Flex>
  );
}
