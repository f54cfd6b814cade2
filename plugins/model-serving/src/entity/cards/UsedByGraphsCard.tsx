import { Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  entityRefOf,
  ResourceRef,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { servingResourcesApiRef } from '../../api';
import { LiveView } from '../../components';
import styles from '../../components/components.module.css';
import { useClusters, useLive } from '../../live';
import { EntityDeploymentRef } from '../EntityDeployment';
import { EntityCard } from './EntityCard';

/** Graphs come and go seldom. */
const POLL_MS = 30_000;

/** Overview: the graphs that call this deployment, as far as the user may see them. */
export function UsedByGraphsCard() {
  return (
    <EntityCard title="Graphs that use it">
      <EntityDeploymentRef>
        {ref => <Graphs deploymentRef={ref} />}
      </EntityDeploymentRef>
    </EntityCard>
  );
}

function Graphs(props: { deploymentRef: ResourceRef }) {
  const { deploymentRef } = props;
  const api = useApi(servingResourcesApiRef);
  const clusters = useClusters().value;
  const live = useLive(
    `users of ${stringifyResourceRef(deploymentRef)}`,
    signal => api.getResource('InferenceService', deploymentRef, { signal }),
    { poll: POLL_MS },
  );
  return (
    <LiveView live={live} what="the graphs that use it">
      {({ usedBy }) => {
        const graphs = usedBy.filter(({ kind }) => kind === 'InferenceGraph');
        return graphs.length === 0 ? (
          <Text color="secondary">No graph calls it.</Text>
        ) : (
          <ul className={styles.plainList} aria-label="Graphs that use it">
            {graphs.map(({ ref }) => (
              <li key={stringifyResourceRef(ref)}>
                <EntityRefLink
                  entityRef={entityRefOf({
                    kind: 'InferenceGraph',
                    ...ref,
                    isDefaultCluster: !clusters?.some(
                      ({ name, isDefault }) =>
                        name === ref.cluster && !isDefault,
                    ),
                  })}
                  hideIcon
                >
                  {ref.name}
                </EntityRefLink>
              </li>
            ))}
          </ul>
        );
      }}
    </LiveView>
  );
}
