import { ReactNode } from 'react';
import { Container, Flex, SearchField } from '@backstage/ui';
import { Live } from '../live';
import { StaleNotice } from './LiveView';
import { Problem } from './Problem';

/**
 * The frame of a list: how to narrow it on the left, what to do on the right, and below the table, or why there is none.
 */
export function ListPage(props: {
  live: Live<unknown>;
  /** What is listed, with its article: completes `… could not be loaded`, as in `The runtimes`. */
  what: string;
  search: string;
  onSearch: (text: string) => void;
  /** Beside the search. */
  filters?: ReactNode;
  actions?: ReactNode;
  /** The table, which knows by itself how to look while it loads and when it is empty. */
  children: ReactNode;
}) {
  const { live, what, search, onSearch, filters, actions, children } = props;
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        <Flex
          justify="between"
          align="end"
          gap="3"
          style={{ flexWrap: 'wrap' }}
        >
          <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
            <SearchField
              label="Search"
              size="small"
              style={{ maxWidth: '24rem' }}
              value={search}
              onChange={onSearch}
            />
            {filters}
          </Flex>
          <Flex gap="2" style={{ flexWrap: 'wrap' }}>
            {actions}
          </Flex>
        </Flex>
        <StaleNotice live={live} />
        {live.error && !live.value ? (
          <Problem
            title={`${what} could not be loaded`}
            error={live.error}
            onRetry={live.retry}
          />
        ) : (
          children
        )}
      </Flex>
    </Container>
  );
}
