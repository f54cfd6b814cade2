import { Badge, Button, Flex, Text } from '@backstage/ui';
import {
  formatPercent,
  RevisionDetail,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Actor, DataColumn, TimeAgo } from '../../components';
import { revisionLabel } from './revisionLabel';
import styles from '../../components/components.module.css';

/** What can be done with a revision from its row. */
export interface RevisionActions {
  readonly show: (revision: RevisionDetail) => void;
  readonly rollBack: (revision: RevisionDetail) => void;
  /** Whether the user may change the deployment. */
  readonly mayChange: boolean;
}

/** Columns of the revisions of a deployment. */
export function revisionColumns(
  actions: RevisionActions,
): readonly DataColumn<RevisionDetail>[] {
  return [
    {
      id: 'revision',
      label: 'Revision',
      isRowHeader: true,
      cell: ({ number, name, isCurrent, isChangedInPlace, isCanary }) => (
        <Flex direction="column" gap="0.5" align="start">
          <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
            {!isChangedInPlace && <Text weight="bold">v{number}</Text>}
            {isCurrent && <Badge size="small">Current</Badge>}
            {isCanary && <Badge size="small">Canary</Badge>}
          </Flex>
          <span className={styles.mono}>{name}</span>
        </Flex>
      ),
    },
    {
      id: 'component',
      label: 'Component',
      cell: ({ component }) => component,
    },
    {
      id: 'model',
      label: 'Model',
      cell: ({ modelUri }) =>
        modelUri ? <span className={styles.mono}>{modelUri}</span> : UNKNOWN,
    },
    {
      id: 'runtime',
      label: 'Runtime',
      cell: ({ runtime }) => runtime ?? UNKNOWN,
    },
    {
      id: 'made',
      label: 'Made',
      cell: ({ because, createdAt }) => (
        <Flex direction="column" gap="0.5">
          <Text variant="body-small">
            <TimeAgo iso={because.write?.at ?? createdAt} />
            {because.write?.actor && (
              <>
                {' '}
                by <Actor actor={because.write.actor} />
              </>
            )}
          </Text>
          <Text variant="body-small" color="secondary">
            {reasonInWords({ because })}
          </Text>
        </Flex>
      ),
    },
    {
      id: 'replicas',
      label: 'Replicas',
      cell: ({ replicas: { ready, total } }) =>
        total === 0 ? 'none' : `${ready} of ${total} ready`,
    },
    {
      id: 'share',
      label: 'Share',
      cell: ({ percent }) => formatPercent(percent / 100),
    },
    {
      id: 'actions',
      label: 'Actions',
      cell: revision => (
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Button
            size="small"
            variant="secondary"
            aria-label={`Show ${revisionLabel(revision)} of the ${
              revision.component
            }`}
            onPress={() => actions.show(revision)}
          >
            Show
          </Button>
          {!revision.rollbackProblem && (
            <Button
              size="small"
              variant="secondary"
              aria-label={`Roll back to ${revisionLabel(revision)} of the ${
                revision.component
              }`}
              isDisabled={!actions.mayChange}
              onPress={() => actions.rollBack(revision)}
            >
              Roll back
            </Button>
          )}
        </Flex>
      ),
    },
  ];
}

/** The action and the fields, without who: that stands above. */
function reasonInWords({ because }: Pick<RevisionDetail, 'because'>): string {
  const { write, sentence } = because;
  return write
    ? [write.action, write.changes.join(', ')].filter(Boolean).join(': ')
    : sentence;
}
