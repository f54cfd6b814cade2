import { ReactElement, useMemo, useState } from 'react';
import { Button, Flex } from '@backstage/ui';
import {
  isLiveToken,
  IssuedToken,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn, DataTable, useFocusReturn } from '../components';
import { IssuedTokenDialog } from './IssuedTokenDialog';
import { RevokeDialog } from './RevokeDialog';
import { RotateTokenDialog } from './RotateTokenDialog';

/** Tokens with what can be done to each. */
export function TokenTable(props: {
  label: string;
  columns: readonly DataColumn<TokenView>[];
  tokens: readonly TokenView[];
  mayRotate: boolean;
  mayRevoke: boolean;
  empty: ReactElement;
  onChanged: () => void;
}) {
  const { label, columns, tokens, mayRotate, mayRevoke } = props;
  const { empty, onChanged } = props;
  const [asked, setAsked] = useState<{
    readonly what: 'rotate' | 'revoke';
    readonly token: TokenView;
  }>();
  const [issued, setIssued] = useState<IssuedToken>();
  const focus = useFocusReturn(asked !== undefined || issued !== undefined);
  const { remember } = focus;
  const done = () => {
    focus.toRow();
    onChanged();
  };
  const all = useMemo(
    (): readonly DataColumn<TokenView>[] => [
      ...columns,
      {
        id: 'actions',
        label: 'Actions',
        cell: token =>
          isLiveToken(token.state) && (
            <Flex gap="2">
              <Button
                size="small"
                variant="secondary"
                aria-label={`Rotate ${token.name} ${token.start}`}
                isDisabled={!mayRotate || token.state === 'rotating'}
                onPress={() => {
                  remember();
                  setAsked({ what: 'rotate', token });
                }}
              >
                Rotate
              </Button>
              <Button
                size="small"
                variant="secondary"
                aria-label={`Revoke ${token.name} ${token.start}`}
                isDisabled={!mayRevoke}
                onPress={() => {
                  remember();
                  setAsked({ what: 'revoke', token });
                }}
              >
                Revoke
              </Button>
            </Flex>
          ),
      },
    ],
    [columns, mayRotate, mayRevoke, remember],
  );
  const close = () => setAsked(undefined);
  return (
    <>
      <DataTable
        label={label}
        columns={all}
        rows={tokens}
        getId={({ id }) => id}
        empty={empty}
        keepsLastInView
      />
      {asked?.what === 'rotate' && (
        <RotateTokenDialog
          token={asked.token}
          onIssued={made => {
            setIssued(made);
            done();
          }}
          onClose={close}
        />
      )}
      {asked?.what === 'revoke' && (
        <RevokeDialog token={asked.token} onRevoked={done} onClose={close} />
      )}
      {issued && (
        <IssuedTokenDialog
          issued={issued}
          onClose={() => setIssued(undefined)}
        />
      )}
    </>
  );
}
