import {
  HistoryView,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Flex, Text } from '@backstage/ui';
import { Actor, DataColumn, TimeAgo } from '../components';
import styles from '../components/components.module.css';
import { originInWords, shortReason } from './historyWords';

/** When, what, who and how of a write. */
export const historyColumns: readonly DataColumn<HistoryView>[] = [
  { id: 'when', label: 'When', cell: ({ at }) => <TimeAgo iso={at} /> },
  {
    id: 'action',
    label: 'Action',
    isRowHeader: true,
    cell: ({ action }) => action,
  },
  { id: 'who', label: 'Who', cell: ({ actor }) => <Actor actor={actor} /> },
  { id: 'how', label: 'How', cell: originInWords },
  {
    id: 'generation',
    label: 'Generation',
    cell: ({ generation }) => generation,
  },
  {
    id: 'changes',
    label: 'Changed fields',
    cell: ({ changes }) =>
      changes.length === 0 ? (
        UNKNOWN
      ) : (
        <span className={styles.mono}>{changes.join(', ')}</span>
      ),
  },
  {
    id: 'result',
    label: 'Result',
    cell: ({ result, reason }) =>
      result === 'accepted' ? (
        'Accepted'
      ) : (
        <Flex direction="column" gap="0">
          Refused
          {reason && (
            <Text
              variant="body-small"
              color="secondary"
              className={styles.breakable}
            >
              {shortReason(reason)}
            </Text>
          )}
        </Flex>
      ),
  },
];
