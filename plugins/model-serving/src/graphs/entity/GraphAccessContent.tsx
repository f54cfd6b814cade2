import { Flex, Text } from '@backstage/ui';
import {
  annotations,
  type GraphDetail,
} from '@greenroom/backstage-plugin-model-serving-common';
import { accessSentences, UngatedCallers } from '../../entity/access';
import { TokensSection } from '../../tokens';
import { EntityGraph } from './EntityGraph';

/** The tab Access of a graph: who may call, and the tokens of those who may. */
export function GraphAccessContent() {
  return (
    <EntityGraph>
      {graph =>
        graph.ungated ? (
          <Flex direction="column" gap="6">
            <UngatedCallers
              because={graph.ungated}
              access={graph.access}
              resource={graph.resource}
            />
          </Flex>
        ) : (
          <Callers graph={graph} />
        )
      }
    </EntityGraph>
  );
}

function Callers({ graph }: { graph: GraphDetail }) {
  return (
    <Flex direction="column" gap="6">
      <section aria-label="Who may call">
        <Flex direction="column" gap="2">
          <Text as="h3" variant="title-x-small">
            Who may call
          </Text>
          <Text>{accessSentences[graph.access]}</Text>
          <Text color="secondary">
            {graph.access === 'token'
              ? 'A graph needs a token where it says so itself, where others than this machine reach it, and where one of its services needs one.'
              : `To ask for a token, set the annotation ${annotations.enableAuth} of the graph to "true".`}
          </Text>
        </Flex>
      </section>
      <TokensSection
        guarded={{ kind: 'InferenceGraph', ref: graph.ref }}
        access={graph.access}
        owner={graph.owner}
      />
    </Flex>
  );
}
