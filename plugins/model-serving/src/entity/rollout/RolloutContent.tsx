import { useState } from 'react';
import { usePermission } from '@backstage/plugin-permission-react';
import { Flex, Text } from '@backstage/ui';
import {
  DeploymentDetail,
  deploymentUpdatePermission,
  RevisionDetail,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataTable, EmptyNotice, LiveView } from '../../components';
import { useRevisions } from '../../live';
import { EntityDeployment } from '../EntityDeployment';
import { UpdateFailing } from '../status/UpdateFailing';
import { CanarySection } from './canary';
import { RevisionDialog } from './RevisionDialog';
import { revisionLabel } from './revisionLabel';
import { revisionColumns } from './revisionColumns';
import { DeploymentRollback } from './DeploymentRollback';

/** The tab Rollout: canaries with their shares, the revisions, who serves, and the way back. */
export function RolloutContent() {
  return (
    <EntityDeployment>
      {(deployment, live) => (
        <Revisions deployment={deployment} onChanged={live.retry} />
      )}
    </EntityDeployment>
  );
}

function Revisions(props: {
  deployment: DeploymentDetail;
  onChanged: () => void;
}) {
  const { deployment, onChanged } = props;
  const live = useRevisions(deployment.ref);
  const [shown, setShown] = useState<RevisionDetail>();
  const [target, setTarget] = useState<RevisionDetail>();
  const { loading, allowed } = usePermission({
    permission: deploymentUpdatePermission,
    resourceRef: stringifyResourceRef(deployment.ref),
  });
  const refresh = () => {
    live.retry();
    onChanged();
  };
  const columns = revisionColumns({
    show: setShown,
    rollBack: setTarget,
    mayChange: loading || allowed,
  });
  return (
    <Flex direction="column" gap="4">
      <UpdateFailing deployment={deployment} onChanged={refresh} />
      <CanarySection
        deployment={deployment}
        mayChange={loading || allowed}
        onChanged={refresh}
      />
      <LiveView live={live} what="the revisions">
        {({ items, kept, source }) => (
          <Flex direction="column" gap="3">
            <Text color="secondary">
              {source ? (
                <OfCluster items={items} />
              ) : (
                <>
                  A revision is what one component runs; it never changes. The
                  newest {kept} of each component are kept, and those that still
                  run.
                </>
              )}
            </Text>
            <DataTable
              label="Revisions"
              columns={columns}
              rows={items}
              getId={({ name }) => name}
              empty={
                <EmptyNotice
                  title={source ? 'Nothing on the cluster' : 'No revision yet'}
                  description={
                    source
                      ? 'KServe has made no Deployment of it, or none is left: while it is stopped there is none. The tab Status shows what is missing.'
                      : 'The first one is made when the spec comes to something that can run; the tab Status shows what is missing.'
                  }
                />
              }
            />
          </Flex>
        )}
      </LiveView>
      {shown && (
        <RevisionDialog revision={shown} onClose={() => setShown(undefined)} />
      )}
      {target && (
        <DeploymentRollback
          deployment={deployment}
          target={{ revision: target.name }}
          to={revisionLabel(target)}
          onDone={refresh}
          onClose={() => setTarget(undefined)}
        />
      )}
    </Flex>
  );
}

/** Who keeps them where the portal does not, and where the way back is. */
function OfCluster(props: { items: readonly RevisionDetail[] }) {
  const isKnative = props.items.some(item => !item.isChangedInPlace);
  return (
    <>
      This is what the cluster has.{' '}
      {isKnative
        ? 'Knative keeps revisions, which never change, until it removes them by rules of its own.'
        : 'KServe keeps one Deployment of each component and of each canary, and changes it in place.'}{' '}
      The way back is in the tab History, which has every spec.
    </>
  );
}
