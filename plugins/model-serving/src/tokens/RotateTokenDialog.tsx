import { useState } from 'react';
import { Select, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  IssuedToken,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { tokensApiRef } from '../api';
import { Problem } from '../components';

const overlaps = [
  { id: '0', label: 'Not at all' },
  { id: '3600', label: '1 hour' },
  { id: '86400', label: '24 hours' },
  { id: '604800', label: '7 days' },
];

/** Asks for how long the old value is still good, and makes a new one. */
export function RotateTokenDialog(props: {
  token: TokenView;
  onIssued: (issued: IssuedToken) => void;
  onClose: () => void;
}) {
  const { token, onIssued, onClose } = props;
  const api = useApi(tokensApiRef);
  const [overlap, setOverlap] = useState('86400');
  const [error, setError] = useState<Error>();
  const rotate = async () => {
    try {
      onIssued(
        await api.rotateToken(token.id, {
          overlapSeconds: Number(overlap),
        }),
      );
      return true;
    } catch (refusal) {
      setError(refusal as Error);
      return false;
    }
  };
  return (
    <ActionDialog
      title={`Rotate ${token.name}?`}
      action="Rotate"
      onAction={rotate}
      onClose={onClose}
    >
      {error && <Problem title="The token was not rotated" error={error} />}
      <Text>
        There will be a new value at once. {token.consumer ?? 'Its holder'} has
        to take it before the old one ends.
      </Text>
      <Select
        label="The old value is still good for"
        options={overlaps}
        value={overlap}
        onChange={id => setOverlap(String(id))}
      />
    </ActionDialog>
  );
}
