import { useMemo } from 'react';
import { Button, Container, Flex, TablePagination, Text } from '@backstage/ui';
import { RiRocketLine } from '@remixicon/react';
import {
  DataTable,
  EmptyNotice,
  Problem,
  StaleNotice,
  TemplateButton,
} from '../components';
import { ColumnsMenu } from './ColumnsMenu';
import { deploymentColumns, sortFields } from './deploymentColumns';
import { DeploymentCounters } from './DeploymentCounters';
import { DeploymentFilters } from './DeploymentFilters';
import { useDeploymentPages } from './useDeploymentPages';
import { isFiltering, useDeploymentFilter } from './useDeploymentFilter';
import { useShownColumns } from './useShownColumns';

const PAGE_SIZES = [20, 50, 100];

/** The list of deployments: counters, filters, table. */
export function DeploymentsContent() {
  const { filter, change, clear } = useDeploymentFilter();
  const pages = useDeploymentPages(filter);
  const { live, shown } = pages;
  const all = useMemo(() => deploymentColumns(live.retry), [live.retry]);
  const { columns, offered, shown: shownIds, choose } = useShownColumns(all);
  const sortedColumn = Object.keys(sortFields).find(
    column => sortFields[column] === filter.orderBy.field,
  );
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        <Flex
          justify="between"
          align="center"
          gap="3"
          style={{ flexWrap: 'wrap' }}
        >
          <DeploymentCounters
            counts={shown?.counters}
            filter={filter}
            onChange={change}
          />
          <Flex gap="2">
            <ColumnsMenu columns={offered} shown={shownIds} onChange={choose} />
            <TemplateButton template="deploy-model" icon={<RiRocketLine />}>
              Deploy model
            </TemplateButton>
          </Flex>
        </Flex>
        <DeploymentFilters filter={filter} onChange={change} onClear={clear} />
        <StaleNotice live={live} />
        {live.error && !shown ? (
          <Problem
            title="The deployments could not be loaded"
            error={live.error}
            onRetry={live.retry}
          />
        ) : (
          <DataTable
            label="Deployments"
            keepsLastInView
            columns={columns}
            rows={shown?.items}
            getId={deployment => deployment.uid}
            stale={live.loading && shown !== undefined}
            sort={
              sortedColumn
                ? {
                    column: sortedColumn,
                    direction:
                      filter.orderBy.order === 'asc'
                        ? 'ascending'
                        : 'descending',
                  }
                : undefined
            }
            onSort={({ column, direction }) =>
              change({
                orderBy: {
                  field: sortFields[String(column)],
                  order: direction === 'ascending' ? 'asc' : 'desc',
                },
              })
            }
            empty={
              isFiltering(filter) ? (
                <NothingMatches onClear={clear} />
              ) : (
                <NothingDeployed />
              )
            }
          />
        )}
        {shown && shown.totalItems > PAGE_SIZES[0] && (
          <TablePagination
            pageSize={pages.pageSize}
            pageSizeOptions={PAGE_SIZES}
            offset={pages.offset}
            totalCount={shown.totalItems}
            hasNextPage={shown.pageInfo.nextCursor !== undefined}
            hasPreviousPage={pages.offset > 0}
            onNextPage={pages.next}
            onPreviousPage={pages.previous}
            onPageSizeChange={pages.setPageSize}
          />
        )}
      </Flex>
    </Container>
  );
}

function NothingDeployed() {
  return (
    <EmptyNotice
      title="No models are deployed yet"
      description="A deployment serves a model from a bucket behind an endpoint that applications can call."
      action={<Text>Choose “Deploy model” to make the first one.</Text>}
    />
  );
}

function NothingMatches(props: { onClear: () => void }) {
  return (
    <EmptyNotice
      title="No deployment matches"
      description="There are deployments, but none with this search and these filters."
      action={
        <Button variant="secondary" onPress={props.onClear}>
          Clear all filters
        </Button>
      }
    />
  );
}
