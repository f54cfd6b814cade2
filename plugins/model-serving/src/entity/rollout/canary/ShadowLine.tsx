import { Text } from '@backstage/ui';
import {
  DeploymentDetail,
  shadowOf,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Who is to get copies of a deployment's requests, in one sentence; nothing where nobody is. */
export function ShadowLine(props: {
  deployment: Pick<DeploymentDetail, 'resource'>;
}) {
  const shadow = shadowOf(props.deployment.resource);
  if (!shadow) return null;
  const { canary, percent } = shadow;
  return (
    <Text as="p" style={{ overflowWrap: 'anywhere' }}>
      Shadow traffic: while it is ready,{' '}
      {canary === 'latest' ? 'the canary' : <strong>{canary}</strong>} gets
      copies of {percent} % of the requests that the others answer. What it
      answers is thrown away, and no caller waits for it.
    </Text>
  );
}
