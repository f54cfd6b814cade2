import { useParams } from 'react-router-dom';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Alert, Container, Flex, Link, Text } from '@backstage/ui';
import {
  capitalized,
  ClusterDetail,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  EmptyNotice,
  LiveView,
  Since,
  StateLabel,
  TimeAgo,
} from '../components';
import { useCluster } from '../live';
import { rootRouteRef } from '../routes';
import styles from './clusters.module.css';
import { clusterWord } from './clusterWords';
import { FeatureTable } from './FeatureTable';
import { RightsSection } from './RightsSection';

/** One cluster: whether it answers, what it has, what follows, and whether the portal may do there what it must. */
export function ClusterContent() {
  const { cluster = '' } = useParams();
  const live = useCluster(cluster);
  const root = useRouteRef(rootRouteRef);
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        <Link href={`${root?.() ?? ''}/clusters`}>All clusters</Link>
        <LiveView live={live} what="the cluster">
          {detail => <Cluster detail={detail} />}
        </LiveView>
      </Flex>
    </Container>
  );
}

function Cluster(props: { detail: ClusterDetail }) {
  const { detail } = props;
  const { examination, examinationProblem, namespaces } = detail;
  return (
    <Flex direction="column" gap="5">
      <Flex direction="column" gap="2">
        <Text as="h2" variant="title-small" className={styles.text}>
          {detail.title}
        </Text>
        <Flex gap="3" align="center" style={{ flexWrap: 'wrap' }}>
          <StateLabel state={clusterWord(detail)} />
          {detail.unknownSince && <Since iso={detail.unknownSince} />}
          {examination?.version && <Text>{examination.version}</Text>}
          {examination && (
            <Text color="secondary">
              looked at <TimeAgo iso={examination.observedAt} />
            </Text>
          )}
        </Flex>
        <Text className={styles.text} color="secondary">
          Projects: {namespaces.join(', ')}
        </Text>
      </Flex>
      {detail.message && (
        <Alert
          role="status"
          status="danger"
          icon
          title="Nothing can be deployed here now"
          description={
            <>
              {capitalized(detail.message)}
              {examinationProblem && (
                <p className={styles.more}>
                  What this cluster has is said as soon as it answers.
                </p>
              )}
            </>
          }
        />
      )}
      {!detail.message && examinationProblem && (
        <Alert
          role="status"
          status="warning"
          icon
          title="What the cluster has is unknown"
          description={capitalized(examinationProblem)}
        />
      )}
      {examination?.rights && (
        <RightsSection rights={examination.rights} cluster={detail} />
      )}
      {examination ? (
        <FeatureTable features={examination.features} />
      ) : (
        !examinationProblem && (
          <EmptyNotice
            title="This cluster does not tell what it has"
            description="Its driver has no way to look. What forms offer there is what the driver says it can do."
          />
        )
      )}
    </Flex>
  );
}
