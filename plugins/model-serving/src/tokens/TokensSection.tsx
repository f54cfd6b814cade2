import { useState } from 'react';
import { Alert, Button, Flex, Text } from '@backstage/ui';
import { usePermission } from '@backstage/plugin-permission-react';
import { RiAddLine, RiForbid2Line } from '@remixicon/react';
import {
  graphTokenCreatePermission,
  graphTokenRevokePermission,
  isLiveToken,
  IssuedToken,
  ServiceAccess,
  stringifyResourceRef,
  TokenList,
  tokenCreatePermission,
  tokenRevokePermission,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Guarded } from '../api';
import { EmptyNotice, LiveView, useFocusReturn } from '../components';
import { IssuedTokenDialog } from './IssuedTokenDialog';
import { NewTokenDialog } from './NewTokenDialog';
import { RevokeAllDialog } from './RevokeDialog';
import { tokenColumns } from './tokenColumns';
import { TokenTable } from './TokenTable';
import { useTokens } from './useTokens';

/** What is guarded, by its API; who may call it, and who can be asked about it. */
interface TokensSectionProps {
  guarded: Guarded;
  access: ServiceAccess;
  owner?: string;
}

/** The tokens by which a deployment or a graph is called, live. */
export function TokensSection(props: TokensSectionProps) {
  const live = useTokens(props.guarded);
  return (
    <section aria-label="Tokens">
      <LiveView live={live} what="the tokens">
        {list => <LoadedTokens {...props} list={list} onChanged={live.retry} />}
      </LiveView>
    </section>
  );
}

function LoadedTokens(
  props: TokensSectionProps & { list: TokenList; onChanged: () => void },
) {
  const { guarded, access, owner, list, onChanged } = props;
  const { permissions, resourceRef, what } = words(guarded);
  const mayCreate = usePermission({
    permission: permissions.create,
    resourceRef,
  }).allowed;
  const mayRevoke = usePermission({
    permission: permissions.revoke,
    resourceRef,
  }).allowed;
  const [dialog, setDialog] = useState<'new' | 'revoke-all'>();
  const [issued, setIssued] = useState<IssuedToken>();
  const { remember } = useFocusReturn(
    dialog !== undefined || issued !== undefined,
  );
  const ask = (next: typeof dialog) => {
    remember();
    setDialog(next);
  };
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
            onPress={() => ask('revoke-all')}
          >
            Revoke all
          </Button>
          <Button
            variant="primary"
            iconStart={<RiAddLine />}
            isDisabled={!mayCreate}
            onPress={() => ask('new')}
          >
            New token
          </Button>
        </Flex>
      </Flex>
      {refused.length > 0 && (
        <Text color="secondary">
          You may not {refused.join(' or ')} tokens of this {what}. Ask its
          owner
          {owner ? `, ${owner}` : ''}.
        </Text>
      )}
      {access === 'token' && live.length === 0 && (
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
            description={`Make one for each component or person that calls this ${what}: each can then be counted, limited and revoked by itself.`}
          />
        }
      />
      {dialog === 'new' && (
        <NewTokenDialog
          guarded={guarded}
          mayNeverExpire={list.mayNeverExpire}
          onIssued={made => {
            setIssued(made);
            onChanged();
          }}
          onClose={close}
        />
      )}
      {dialog === 'revoke-all' && (
        <RevokeAllDialog
          guarded={guarded}
          tokens={list.items}
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

function words({ kind, ref }: Guarded) {
  return kind === 'InferenceGraph'
    ? {
        what: 'graph',
        resourceRef: `${kind}/${stringifyResourceRef(ref)}`,
        permissions: {
          create: graphTokenCreatePermission,
          revoke: graphTokenRevokePermission,
        },
      }
    : {
        what: 'deployment',
        resourceRef: stringifyResourceRef(ref),
        permissions: {
          create: tokenCreatePermission,
          revoke: tokenRevokePermission,
        },
      };
}
