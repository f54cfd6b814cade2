import { Container } from '@backstage/ui';
import { EmptyNotice, LiveView } from '../components';
import { ownTokenColumns } from './tokenColumns';
import { TokenTable } from './TokenTable';
import { useOwnTokens } from './useTokens';

/** The page My tokens: what the user made, whatever it opens. */
export function OwnTokensContent() {
  const live = useOwnTokens();
  return (
    <Container>
      <LiveView live={live} what="your tokens">
        {tokens => (
          <TokenTable
            label="My tokens"
            columns={ownTokenColumns}
            tokens={tokens}
            mayRotate
            mayRevoke
            onChanged={live.retry}
            empty={
              <EmptyNotice
                title="You have made no tokens"
                description="Tokens are made on the tab Access of a deployment or a graph."
              />
            }
          />
        )}
      </LiveView>
    </Container>
  );
}
