import { Container, Flex, Link, Text } from '@backstage/ui';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import {
  RiCheckboxCircleFill,
  RiErrorWarningFill,
  RiForbidLine,
} from '@remixicon/react';
import { RuntimeView } from '@greenroom/backstage-plugin-model-serving-common';
import {
  DataColumn,
  DataTable,
  EmptyNotice,
  Problem,
  StaleNotice,
} from '../components';
import styles from '../components/components.module.css';
import { useRuntimes } from '../live';

const columns: readonly DataColumn<RuntimeView>[] = [
  {
    id: 'name',
    label: 'Name',
    isRowHeader: true,
    cell: runtime => <NameCell runtime={runtime} />,
  },
  {
    id: 'scope',
    label: 'Scope',
    cell: ({ namespace }) => namespace ?? 'All projects',
  },
  {
    id: 'formats',
    label: 'Formats',
    cell: ({ formats }) => formatsInWords(formats),
  },
  {
    id: 'protocols',
    label: 'Protocols',
    cell: ({ protocols }) => protocols.join(', '),
  },
  {
    id: 'available',
    label: 'Availability',
    cell: runtime => <Availability runtime={runtime} />,
  },
  {
    id: 'used-by',
    label: 'Used by',
    cell: ({ usedBy }) => deployments(usedBy),
  },
];

/** The list of runtimes: what they serve, and whether this cluster can start them. */
export function RuntimesContent() {
  const live = useRuntimes({});
  return (
    <Container py="4">
      <Flex direction="column" gap="4">
        <StaleNotice live={live} />
        {live.error && !live.value ? (
          <Problem
            title="The runtimes could not be loaded"
            error={live.error}
            onRetry={live.retry}
          />
        ) : (
          <DataTable
            label="Runtimes"
            columns={columns}
            rows={live.value?.items}
            getId={({ cluster, namespace, name }) =>
              [cluster, namespace, name].join('/')
            }
            empty={
              <EmptyNotice
                title="No runtimes"
                description="A runtime says how to start a server for some model formats. The platform team adds them; without one nothing can be deployed."
              />
            }
          />
        )}
      </Flex>
    </Container>
  );
}

function NameCell(props: { runtime: RuntimeView }) {
  const { title, name, entityRef } = props.runtime;
  const entityLink = useEntityRefLink();
  return (
    <Link href={entityLink(entityRef)} weight="bold" title={name}>
      {title}
    </Link>
  );
}

/** Whether a runtime can be used now, and why not. */
function Availability(props: { runtime: RuntimeView }) {
  const { enabled, available, unavailableReason } = props.runtime;
  if (!enabled) {
    return (
      <span className={styles.tone} data-tone="grey">
        <RiForbidLine size={16} aria-hidden="true" />
        Switched off
      </span>
    );
  }
  return (
    <Flex direction="column" gap="0.5">
      <span className={styles.tone} data-tone={available ? 'green' : 'amber'}>
        {available ? (
          <RiCheckboxCircleFill size={16} aria-hidden="true" />
        ) : (
          <RiErrorWarningFill size={16} aria-hidden="true" />
        )}
        {available ? 'Available' : 'Not available'}
      </span>
      {unavailableReason && (
        <Text variant="body-small" color="secondary">
          {unavailableReason}
        </Text>
      )}
    </Flex>
  );
}

/** `onnx 1, sklearn 0 and 1`: each format once, with its versions. */
export function formatsInWords(formats: RuntimeView['formats']): string {
  const versions = new Map<string, string[]>();
  for (const { name, version } of formats) {
    const known = versions.get(name) ?? [];
    versions.set(name, version ? [...known, version] : known);
  }
  return [...versions]
    .map(([name, known]) =>
      [name, known.join(' and ')].filter(Boolean).join(' '),
    )
    .join(', ');
}

function deployments(count: number): string {
  return count === 1 ? '1 deployment' : `${count} deployments`;
}
