import { Flex, Text } from '@backstage/ui';
import {
  DeploymentDetail,
  formatPercent,
  formatRate,
} from '@greenroom/backstage-plugin-model-serving-common';
import { boundsInWords } from '../../actions';
import { largest, Sparkline } from '../../charts';
import { useMetrics } from '../../live';
import { EntityDeployment } from '../EntityDeployment';
import { EntityCard } from './EntityCard';

/** A glance needs no more. */
const REFRESH_MS = 60_000;

/** Overview: replicas now, and the requests of the last hour. */
export function ActivityCard() {
  return (
    <EntityCard title="Activity">
      <EntityDeployment>
        {deployment => <Activity deployment={deployment} />}
      </EntityDeployment>
    </EntityCard>
  );
}

function Activity(props: { deployment: DeploymentDetail }) {
  const { replicas, traffic, ref, ungated } = props.deployment;
  const { value: metrics } = useMetrics(ref, '1h', REFRESH_MS);
  const ok = metrics?.requests.find(({ name }) => name === 'ok');
  return (
    <Flex direction="column" gap="3">
      <Text>
        <strong>
          {replicas.ready} of {replicas.desired}
        </strong>{' '}
        replicas ready ({boundsInWords(replicas)})
      </Text>
      {ungated ? (
        <Text color="secondary">
          Requests are not counted here: {ungated}. Ask who runs the cluster
          where its metrics are.
        </Text>
      ) : (
        <Text>
          <strong>{formatRate(traffic?.requestsPerSecond)}</strong> requests
          {traffic && `, ${formatPercent(traffic.errorRatio)} errors`} in the
          last 5 min
        </Text>
      )}
      {ok && largest([ok]) > 0 ? (
        <Flex direction="column" gap="1">
          <Sparkline label="Requests in the last hour" series={ok} />
          <Text variant="body-small" color="secondary">
            Requests in the last hour
          </Text>
        </Flex>
      ) : (
        metrics &&
        !ungated && (
          <Text color="secondary">
            {metrics.absence ?? 'No requests in the last hour.'}
          </Text>
        )
      )}
    </Flex>
  );
}
