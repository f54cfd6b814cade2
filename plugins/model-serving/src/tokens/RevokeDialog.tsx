import { useState } from 'react';
import { Text, TextField } from '@backstage/ui';
import { toastApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  isLiveToken,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { Guarded, tokensApiRef } from '../api';
import { Problem, TimeAgo } from '../components';
import { opensSeveral, scopeWords } from './tokenWords';

const GOOD_NEWS_MS = 6_000;

/** Asks before a token is revoked. */
export function RevokeDialog(props: {
  token: TokenView;
  onRevoked: () => void;
  onClose: () => void;
}) {
  const { token, onRevoked, onClose } = props;
  const api = useApi(tokensApiRef);
  const toasts = useApi(toastApiRef);
  const { act, error } = useRefusal(async () => {
    await api.revokeToken(token.id);
    toasts.post({
      status: 'success',
      title: `${token.name} is revoked`,
      timeout: GOOD_NEWS_MS,
    });
    onRevoked();
  });
  return (
    <ActionDialog
      title={`Revoke ${token.name}?`}
      action="Revoke"
      destructive
      onAction={act}
      onClose={onClose}
    >
      {error && <Problem title="Nothing was revoked" error={error} />}
      <Text>
        Within a second {token.consumer ?? 'whoever has it'} is refused
        {opensSeveral(token) && (
          <>, by all that it opens: {scopeWords(token)}</>
        )}
        . Last used:{' '}
        {token.lastUsedAt ? <TimeAgo iso={token.lastUsedAt} /> : 'never'}. This
        cannot be undone.
      </Text>
    </ActionDialog>
  );
}

/** Asks for the name of a deployment or graph before all of its tokens are revoked. */
export function RevokeAllDialog(props: {
  guarded: Guarded;
  tokens: readonly TokenView[];
  onRevoked: () => void;
  onClose: () => void;
}) {
  const { guarded, tokens, onRevoked, onClose } = props;
  const { name } = guarded.ref;
  const api = useApi(tokensApiRef);
  const [typed, setTyped] = useState('');
  const toasts = useApi(toastApiRef);
  const { act, error } = useRefusal(async () => {
    await api.revokeAllTokens(guarded);
    toasts.post({
      status: 'success',
      title: `All tokens of ${name} are revoked`,
      timeout: GOOD_NEWS_MS,
    });
    onRevoked();
  });
  const wider = tokens.filter(
    token => isLiveToken(token.state) && opensSeveral(token),
  );
  return (
    <ActionDialog
      title="Revoke all tokens?"
      action="Revoke all"
      destructive
      isDisabled={typed !== name}
      onAction={act}
      onClose={onClose}
    >
      {error && <Problem title="Nothing was revoked" error={error} />}
      <Text>
        Within a second every caller is refused. This cannot be undone.
      </Text>
      {wider.length > 0 && (
        <Text>
          Refused elsewhere, too, since they open more than this:{' '}
          {wider.map(token => token.name).join(', ')}.
        </Text>
      )}
      <TextField
        label={`Type ${name} to confirm`}
        value={typed}
        onChange={setTyped}
      />
    </ActionDialog>
  );
}

function useRefusal(run: () => Promise<void>) {
  const [error, setError] = useState<Error>();
  const act = async () => {
    try {
      await run();
      return true;
    } catch (refusal) {
      setError(refusal as Error);
      return false;
    }
  };
  return { act, error };
}
