import { Alert, Flex, Text } from '@backstage/ui';
import {
  ChangeExplanation,
  FieldMessage,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ChangeTable } from '../components';
import styles from '../components/components.module.css';

/** What the backend says of a change; components and addresses where the kind has them. */
export type Explained = Pick<
  ChangeExplanation,
  'summary' | 'diff' | 'errors' | 'warnings'
> &
  Partial<Pick<ChangeExplanation, 'components' | 'urls'>>;

/** What a change would do, or why it would be refused: in words first, then field by field. */
export function ExplainedChange(props: { explanation: Explained }) {
  const { explanation } = props;
  const { summary, errors, warnings, diff, urls } = explanation;
  const { components = [] } = explanation;
  const isRefused = errors.length > 0;
  return (
    <Flex direction="column" gap="3">
      <Alert
        role="status"
        status={isRefused ? 'danger' : 'info'}
        icon
        title={isRefused ? 'It would be refused' : 'What would change'}
        description={isRefused ? undefined : summary}
      />
      <Messages label="Errors" messages={errors} />
      <Messages label="Warnings" messages={warnings} />
      {!isRefused && (
        <ChangeTable
          label="Fields that would change"
          changes={diff}
          sides={['Now', 'Then']}
          empty="No field would change."
        />
      )}
      <Lines
        label="Replicas that would end"
        lines={components.flatMap(({ replaces }) => replaces)}
      />
      <Lines label="Addresses that would go" lines={urls?.removed ?? []} />
      <Lines label="Addresses that would come" lines={urls?.added ?? []} />
    </Flex>
  );
}

function Messages(props: { label: string; messages: readonly FieldMessage[] }) {
  return (
    <Lines
      label={props.label}
      lines={props.messages.map(({ path, message }) =>
        path ? `${path}: ${message}` : message,
      )}
    />
  );
}

/** A list of sentences under its name; nothing where there are none. */
export function Lines(props: { label: string; lines: readonly string[] }) {
  const { label, lines } = props;
  if (lines.length === 0) {
    return null;
  }
  return (
    <section aria-label={label}>
      <Text variant="body-small" weight="bold">
        {label}
      </Text>
      <ul className={styles.bullets}>
        {lines.map(line => (
          <li key={line}>
            <Text variant="body-small">{line}</Text>
          </li>
        ))}
      </ul>
    </section>
  );
}
