import { Text } from '@backstage/ui';
import { GraphNodeForm } from '@greenroom/backstage-plugin-model-serving-common';
import { GraphDrawing } from '../picture';
import { nodeViews } from './nodeViews';

/** The graph that a form means so far, drawn like one that is stored. */
export function FormPicture(props: {
  title: string;
  nodes: readonly GraphNodeForm[];
}) {
  const { title, nodes } = props;
  return (
    <section aria-label="The graph so far">
      <Text as="h4" weight="bold">
        The graph so far
      </Text>
      <GraphDrawing graph={{ title, nodes: nodeViews(nodes), members: [] }} />
    </section>
  );
}
