import { useState } from 'react';
import { useParams } from 'react-router-dom';
import { Container, Flex, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { modelServingApiRef } from '../api';
import { LiveView } from '../components';
import { useLive } from '../live';
import { EditDeploymentForm } from './EditDeploymentForm';

/** The page that changes a deployment. Read once: what others change meanwhile is told when saving. */
export function EditDeploymentContent() {
  const { cluster = '', namespace = '', name = '' } = useParams();
  const api = useApi(modelServingApiRef);
  const [attempt, setAttempt] = useState(0);
  const live = useLive(
    JSON.stringify([cluster, namespace, name, attempt]),
    signal => api.getDeployment({ cluster, namespace, name }, { signal }),
    { poll: false, signals: false },
  );
  return (
    <Container py="4">
      <LiveView live={live} what="the deployment">
        {deployment => (
          <Flex direction="column" gap="4">
            <Text as="h2" variant="title-small">
              Edit {deployment.title}
            </Text>
            <EditDeploymentForm
              key={deployment.resourceVersion}
              deployment={deployment}
              onReload={() => setAttempt(attempt + 1)}
            />
          </Flex>
        )}
      </LiveView>
    </Container>
  );
}
