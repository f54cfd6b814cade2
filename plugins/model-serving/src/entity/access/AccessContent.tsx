import { useState } from 'react';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import { usePermission } from '@backstage/plugin-permission-react';
import { RiAddLine, RiForbid2Line } from '@remixicon/react';
import {
  DeploymentDetail,
  isLiveToken,
  IssuedToken,
  stringifyResourceRef,
  TokenList,
  tokenCreatePermission,
  tokenRevokePermission,
} from '@greenroom/backstage-plugin-model-serving-common';
import { EmptyNotice, LiveView } from '../../components';
import {
  IssuedTokenDialog,
  NewTokenDialog,
  RevokeDialog,
  tokenColumns,
  TokenTable,
  useTokens,
} from '../../tokens';
import { EntityDeployment } from '../EntityDeployment';
import { WhoMayCall } from './WhoMayCall';

/** The tab Access: who may call, and the tokens of those who may. */
export function AccessContent() {
  return (
    <EntityDeployment>
      {(deployment, live) => (
        <Flex direction="column" gap="6">
          <WhoMayCall deployment={deployment} onChanged={live.retry} />
          <Tokens deployment={deployment} />
        </Flex>
      )}
    </EntityDeployment>
  );
}

function Tokens(props: { deployment: DeploymentDetail }) {
  const { deployment } = props;
  const live = useTokens(deployment.ref);
  return (
    <section aria-label="Tokens">
      <LiveView live={live} what="the tokens">
        {list => (
          <LoadedTokens
            deployment={deployment}
            list={list}
            onChanged={live.retry}
          />
        )}
      </LiveView>
    </section>
  );
}

function LoadedTokens(props: {
  deployment: DeploymentDetail;
  list: TokenList;
  onChanged: () => void;
}) {
  const { deployment, list, onChanged } = props;
  const { ref } = deployment;
  const resourceRef = stringifyResourceRef(ref);
  const mayCreate = usePermission({
    permission: tokenCreatePermission,
    resourceRef,
  }).allowed;
  const mayRevoke = usePermission({
    permission: tokenRevokePermission,
    resourceRef,
  }).allowed;
  const [dialog, setDialog] = useState<'new' | 'revoke-all'>();
  const [issued, setIssued] = useState<IssuedToken>();
  const live = list.items.filter(({ state }) => isLiveToken(state));
  const refused = [
    ...(mayCreate ? [] : ['make or rotate']),
    ...(mayRevoke ? [] : ['revoke']),
  ];
  const close = () => setDialog(undefined);
  return (
    <Flex direction="column" gap="3">
      <Flex justify="between" align="center" style={{ flexWrap: 'wrap' }}>
        <Text as="h3" variant="title-x-small">
          Tokens
        </Text>
        <Flex gap="2">
          <Button
            variant="secondary"
            iconStart={<RiForbid2Line />}
            isDisabled={!mayRevoke || live.length === 0}
            onPress={() => setDialog('revoke-all')}
          >
            Revoke all
          </Button>
          <Button
            variant="primary"
            iconStart={<RiAddLine />}
            isDisabled={!mayCreate}
            onPress={() => setDialog('new')}
          >
            New token
          </Button>
        </Flex>
      </Flex>
      {refused.length > 0 && (
        <Text color="secondary">
          You may not {refused.join(' or ')} tokens of this deployment. Ask its
          owner{deployment.owner ? `, ${deployment.owner}` : ''}.
        </Text>
      )}
      {deployment.access === 'token' && live.length === 0 && (
        <Alert
          status="warning"
          icon
          title="Nobody can call it yet"
          description="It needs a token, and there is none that is valid."
        />
      )}
      <TokenTable
        label="Tokens"
        columns={tokenColumns}
        tokens={list.items}
        mayRotate={mayCreate}
        mayRevoke={mayRevoke}
        onChanged={onChanged}
        empty={
          <EmptyNotice
            title="No tokens"
            description="Make one for each component or person that calls this deployment: each can then be counted, limited and revoked by itself."
          />
        }
      />
      {dialog === 'new' && (
        <NewTokenDialog
          deploymentRef={ref}
          mayNeverExpire={list.mayNeverExpire}
          onIssued={made => {
            setIssued(made);
            onChanged();
          }}
          onClose={close}
        />
      )}
      {dialog === 'revoke-all' && (
        <RevokeDialog
          deploymentRef={ref}
          onRevoked={onChanged}
          onClose={close}
        />
      )}
      {issued && (
        <IssuedTokenDialog
          issued={issued}
          onClose={() => setIssued(undefined)}
        />
      )}
    </Flex>
  );
}
