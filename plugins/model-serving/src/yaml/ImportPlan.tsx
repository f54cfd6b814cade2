import { Flex, Text } from '@backstage/ui';
import {
  RiAddCircleFill,
  RiCheckboxCircleFill,
  RiCloseCircleFill,
  RiEditCircleFill,
} from '@remixicon/react';
import {
  FieldMessage,
  ImportAction,
  ImportedResource,
} from '@greenroom/backstage-plugin-model-serving-common';
import styles from '../components/components.module.css';

const looks: Record<
  ImportAction,
  { icon: typeof RiAddCircleFill; word: string; tone: string }
> = {
  create: { icon: RiAddCircleFill, word: 'Create', tone: 'green' },
  change: { icon: RiEditCircleFill, word: 'Change', tone: 'blue' },
  unchanged: { icon: RiCheckboxCircleFill, word: 'Unchanged', tone: 'grey' },
  refused: { icon: RiCloseCircleFill, word: 'Refused', tone: 'red' },
};

/** What each document of a text does, or why it is refused. */
export function ImportPlan(props: { items: readonly ImportedResource[] }) {
  return (
    <ol className={styles.plainList} aria-label="What would happen">
      {props.items.map(item => (
        <li key={item.document}>
          <Document item={item} />
        </li>
      ))}
    </ol>
  );
}

function Document(props: { item: ImportedResource }) {
  const { document, kind, ref, action, changes, errors, warnings } = props.item;
  const { icon: Icon, word, tone } = looks[action];
  const place = ref
    ? [ref.namespace, ref.name].filter(Boolean).join('/')
    : `document ${document}`;
  return (
    <Flex direction="column" gap="1" py="2">
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        <span className={styles.tone} data-tone={tone}>
          <Icon size={16} aria-hidden="true" />
          {word}
        </span>
        <Text weight="bold">
          {kind} {place}
        </Text>
      </Flex>
      {changes.length > 0 && (
        <Text variant="body-small" color="secondary">
          Changes <span className={styles.mono}>{changes.join(', ')}</span>
        </Text>
      )}
      <Messages label="Errors" messages={errors} color="danger" />
      <Messages label="Warnings" messages={warnings} color="secondary" />
    </Flex>
  );
}

function Messages(props: {
  label: string;
  messages: readonly FieldMessage[];
  color: 'danger' | 'secondary';
}) {
  const { label, messages, color } = props;
  if (messages.length === 0) {
    return null;
  }
  return (
    <ul className={styles.bullets} aria-label={label}>
      {messages.map(({ path, message }) => (
        <li key={`${path} ${message}`}>
          <Text variant="body-small" color={color} className={styles.readable}>
            {color === 'secondary' && 'Warning: '}
            {path ? `${path}: ${message}` : message}
          </Text>
        </li>
      ))}
    </ul>
  );
}
