import { Flex, Text } from '@backstage/ui';
import { GraphDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { StateLabel } from '../../components';
import { RUN_BY_KSERVE, trafficWords } from '../words';
import { GraphButtons } from './GraphButtons';

/** Word and reason of a graph's state, what passes through it, and what can be done now. Changes are announced. */
export function GraphSummary(props: {
  graph: GraphDetail;
  onChanged: () => void;
}) {
  const { graph, onChanged } = props;
  const { state, traffic, ungated } = graph;
  return (
    <Flex direction="column" gap="3">
      <Flex direction="column" gap="1">
        <Flex role="status" gap="2" align="center" style={{ flexWrap: 'wrap' }}>
          <Text variant="title-small">
            <StateLabel state={state} size={22} />
          </Text>
          <Text>{state.headline}</Text>
        </Flex>
        <Text variant="body-small" color="secondary">
          {ungated
            ? RUN_BY_KSERVE
            : `${trafficWords(traffic)} in the last minute`}
        </Text>
      </Flex>
      <GraphButtons graph={graph} onChanged={onChanged} />
    </Flex>
  );
}
