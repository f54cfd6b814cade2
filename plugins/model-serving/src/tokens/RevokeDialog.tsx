import { useState } from 'react';
import { Text, TextField } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ResourceRef,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { tokensApiRef } from '../api';
import { Problem, TimeAgo } from '../components';

/** Asks before a token is revoked; before all are, for the name of the deployment. */
export function RevokeDialog(props: {
  deploymentRef: ResourceRef;
  /** Absent: all. */
  token?: TokenView;
  onRevoked: () => void;
  onClose: () => void;
}) {
  const { deploymentRef, token, onRevoked, onClose } = props;
  const api = useApi(tokensApiRef);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<Error>();
  const revoke = async () => {
    try {
      if (token) await api.revokeToken(deploymentRef, token.id);
      else await api.revokeAllTokens(deploymentRef);
      onRevoked();
      return true;
    } catch (refusal) {
      setError(refusal as Error);
      return false;
    }
  };
  return (
    <ActionDialog
      title={token ? `Revoke ${token.name}?` : 'Revoke all tokens?'}
      action={token ? 'Revoke' : 'Revoke all'}
      destructive
      isDisabled={!token && typed !== deploymentRef.name}
      onAction={revoke}
      onClose={onClose}
    >
      {error && <Problem title="Nothing was revoked" error={error} />}
      {token ? (
        <Text>
          Within a second {token.consumer ?? 'whoever has it'} is refused. Last
          used:{' '}
          {token.lastUsedAt ? <TimeAgo iso={token.lastUsedAt} /> : 'never'}.
          This cannot be undone.
        </Text>
      ) : (
        <>
          <Text>
            Within a second every caller is refused. This cannot be undone.
          </Text>
          <TextField
            label={`Type ${deploymentRef.name} to confirm`}
            value={typed}
            onChange={setTyped}
          />
        </>
      )}
    </ActionDialog>
  );
}
