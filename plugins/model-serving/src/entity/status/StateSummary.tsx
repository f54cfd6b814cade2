import { Flex, Text } from '@backstage/ui';
import { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { Since, StateLabel } from '../../components';
import { clusterNamed } from '../../inputs';
import { useClusters } from '../../live';
import { DeploymentButtons } from './DeploymentButtons';

/** Word, reason, age and further notes of a state, and what can be done now. Changes are announced. */
export function StateSummary(props: {
  deployment: DeploymentDetail;
  onChanged: () => void;
}) {
  const { deployment, onChanged } = props;
  const { fullState, stateSince } = deployment;
  const { headline } = fullState;
  const clusters = useClusters().value ?? [];
  const place = clusterNamed(clusters, deployment.ref.cluster)?.title;
  const others = fullState.notes.filter(note => note !== headline);
  return (
    <Flex direction="column" gap="3">
      <Flex direction="column" gap="1">
        <Flex role="status" gap="2" align="center" style={{ flexWrap: 'wrap' }}>
          <Text variant="title-small">
            <StateLabel state={fullState} size={22} />
          </Text>
          <Text>{headline}</Text>
        </Flex>
        <Text variant="body-small" color="secondary">
          {clusters.length > 1 && place && `On ${place}. `}
          In this state <Since iso={stateSince} />
        </Text>
      </Flex>
      {others.length > 0 && (
        <ul
          aria-label="Notes"
          style={{ margin: 0, paddingInlineStart: '1.25rem' }}
        >
          {others.map(note => (
            <li key={note}>
              <Text>{note}</Text>
            </li>
          ))}
        </ul>
      )}
      <DeploymentButtons deployment={deployment} onChanged={onChanged} />
    </Flex>
  );
}
