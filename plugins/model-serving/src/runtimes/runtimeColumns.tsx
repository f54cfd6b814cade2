import { Button, Flex, Link, Text } from '@backstage/ui';
import {
  EntityRefLink,
  useEntityRefLink,
} from '@backstage/plugin-catalog-react';
import {
  RiCheckboxCircleFill,
  RiErrorWarningFill,
  RiForbidLine,
  RiHistoryLine,
} from '@remixicon/react';
import {
  RuntimeView,
  UNKNOWN,
} from '@greenroom/backstage-plugin-model-serving-common';
import { DataColumn } from '../components';
import styles from '../components/components.module.css';
import { RuntimeDialogName } from './RuntimeDialogs';
import { RuntimeRowActions } from './RuntimeRowActions';
import { deploymentsInWords, formatsInWords } from './runtimeWords';

/** What a row can ask for. */
export interface RuntimeRowHandlers {
  readonly onOpen: (
    name: RuntimeDialogName,
    runtime: RuntimeView,
    menu?: HTMLElement | null,
  ) => void;
  readonly onMove: (runtime: RuntimeView, by: -1 | 1) => void;
}

/** The columns of the list of runtimes (screens §12). */
export function runtimeColumns(
  handlers: RuntimeRowHandlers,
): readonly DataColumn<RuntimeView>[] {
  return [
    {
      id: 'name',
      label: 'Name',
      isRowHeader: true,
      cell: runtime => <NameCell runtime={runtime} />,
    },
    {
      id: 'available',
      label: 'State',
      cell: runtime => <Availability runtime={runtime} />,
    },
    {
      id: 'scope',
      label: 'Scope',
      cell: ({ namespace }) => namespace ?? 'All projects',
    },
    {
      id: 'formats',
      label: 'Formats',
      cell: ({ formats }) => (
        <Text style={{ whiteSpace: 'normal' }}>{formatsInWords(formats)}</Text>
      ),
    },
    {
      id: 'protocols',
      label: 'Protocols',
      cell: ({ protocols }) => protocols.join(', ') || 'Any',
    },
    {
      id: 'serves',
      label: 'Serves',
      cell: runtime => servesInWords(runtime),
    },
    {
      id: 'version',
      label: 'Version',
      cell: runtime => <Version runtime={runtime} />,
    },
    {
      id: 'origin',
      label: 'Origin',
      cell: ({ origin }) => (origin === 'built-in' ? 'Built-in' : 'Custom'),
    },
    {
      id: 'owner',
      label: 'Owner',
      cell: ({ owner }) =>
        owner ? <EntityRefLink entityRef={owner} /> : UNKNOWN,
    },
    {
      id: 'used-by',
      label: 'Used by',
      cell: runtime => (
        <Button
          size="small"
          variant="tertiary"
          isDisabled={runtime.usedBy === 0}
          aria-label={`${deploymentsInWords(runtime.usedBy)} on ${
            runtime.title
          }`}
          onPress={() => handlers.onOpen('users', runtime)}
        >
          {deploymentsInWords(runtime.usedBy)}
        </Button>
      ),
    },
    {
      id: 'actions',
      label: 'Actions',
      cell: runtime => <RuntimeRowActions runtime={runtime} {...handlers} />,
    },
  ];
}

function NameCell(props: { runtime: RuntimeView }) {
  const { title, name, entityRef, description, support } = props.runtime;
  const entityLink = useEntityRefLink();
  return (
    <Flex direction="column" gap="0.5">
      <Link href={entityLink(entityRef)} weight="bold" title={name}>
        {title}
      </Link>
      {support === 'limited' && (
        <Text variant="body-small" color="secondary">
          Limited support
        </Text>
      )}
      {description && (
        <Text
          variant="body-small"
          color="secondary"
          style={{ whiteSpace: 'normal' }}
        >
          {description}
        </Text>
      )}
    </Flex>
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
        <Text
          variant="body-small"
          color="secondary"
          style={{ whiteSpace: 'normal' }}
        >
          {unavailableReason}
        </Text>
      )}
    </Flex>
  );
}

/** The version, and whether what it was made from has moved on. */
function Version(props: { runtime: RuntimeView }) {
  const { version, versionState, latestVersion, outdatedUsers } = props.runtime;
  return (
    <Flex direction="column" gap="0.5">
      <Text>{version ?? UNKNOWN}</Text>
      {versionState === 'outdated' && (
        <span className={styles.tone} data-tone="amber">
          <RiHistoryLine size={16} aria-hidden="true" />
          Outdated{latestVersion ? `: ${latestVersion} exists` : ''}
        </span>
      )}
      {outdatedUsers > 0 && (
        <Text variant="body-small" color="secondary">
          {deploymentsInWords(outdatedUsers)} on another version
        </Text>
      )}
    </Flex>
  );
}

function servesInWords(runtime: RuntimeView): string {
  const { modelTypes, multiModel, multiNode, accelerators } = runtime;
  return [
    modelTypes.join(' and '),
    multiModel && 'several models',
    multiNode && 'several nodes',
    ...accelerators,
  ]
    .filter(Boolean)
    .join(', ');
}
