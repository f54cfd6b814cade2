import { Badge, Flex, Text } from '@backstage/ui';
import {
  formatCount,
  formatDuration,
  formatPercent,
  RevisionShare,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn } from '../../../components';

/**
 * Columns of the two sides of a split.
 *
 * @param nameOf - what people call a revision: `v2`
 */
export function splitColumns(
  nameOf: (revision: string) => string,
): readonly DataColumn<RevisionShare>[] {
  return [
    {
      id: 'revision',
      label: 'Revision',
      isRowHeader: true,
      cell: ({ name, isCanary, canary }) => (
        <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
          <Text weight="bold">{canary ?? nameOf(name)}</Text>
          <Badge size="small">{isCanary ? 'Canary' : 'Rolled out'}</Badge>
          {canary && <Text color="secondary">{nameOf(name)}</Text>}
        </Flex>
      ),
    },
    {
      id: 'configured',
      label: 'Configured share',
      cell: ({ percent }) => formatPercent(percent / 100),
    },
    {
      id: 'observed',
      label: 'Observed share',
      cell: ({ observedPercent }) =>
        observedPercent === undefined
          ? UNKNOWN
          : formatPercent(observedPercent / 100),
    },
    {
      id: 'requests',
      label: 'Requests',
      cell: ({ requests }) => formatCount(requests),
    },
    {
      id: 'errors',
      label: 'Failed',
      cell: ({ errorRatio }) => formatPercent(errorRatio),
    },
    {
      id: 'p95',
      label: '95 % within',
      cell: ({ p95Ms }) => formatDuration(p95Ms),
    },
  ];
}
