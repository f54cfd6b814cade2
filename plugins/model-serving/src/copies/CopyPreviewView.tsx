import { Alert, Flex, Text } from '@backstage/ui';
import { stringify } from 'yaml';
import {
  CopyPreview,
  FieldMessage,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ChangeTable, CopyButton } from '../components';
import { Lines } from '../changes';
import { fieldsOfForm } from './fieldsOfForm';

/** What a copy would be: what is in its way first, then what differs and why, then what somebody has to look after. */
export function CopyPreviewView(props: { preview: CopyPreview }) {
  const { preview } = props;
  const { changes, errors, warnings, left, target, runtime } = preview;
  const ofForm = fieldsOfForm(preview);
  const others = errors.filter(({ path }) => !ofForm.includes(path));
  const chosen = runtime?.chosen?.name;
  return (
    <Flex direction="column" gap="3">
      <Alert
        role="status"
        status={errors.length > 0 ? 'warning' : 'info'}
        icon
        title={
          errors.length > 0
            ? 'It cannot be copied like this yet'
            : `It can be copied to ${target.namespace} on ${target.cluster}`
        }
        description={
          errors.length === 0 && chosen
            ? `It would run on the runtime ${chosen}.`
            : undefined
        }
      />
      {others.length > 0 && (
        <Flex direction="column" gap="2" align="start">
          <Lines label="In the way" lines={others.map(inWords)} />
          <Text variant="body-small" color="secondary">
            What no form here asks for is changed in the YAML of the copy, which
            is then imported.
          </Text>
          <CopyButton
            text={stringify(preview.resource)}
            label="Copy the YAML"
          />
        </Flex>
      )}
      <section aria-label="What would be different">
        <Text variant="body-small" weight="bold">
          What would be different
        </Text>
        <ChangeTable
          label="Fields that would differ, with the reason"
          changes={changes}
          sides={['Original', 'Copy']}
          because={({ path }) =>
            changes.find(change => change.path === path)?.because ?? ''
          }
        />
      </section>
      <Lines label="To look after" lines={warnings.map(inWords)} />
      <Lines label="What stays with the original" lines={left} />
    </Flex>
  );
}

function inWords({ path, message }: FieldMessage): string {
  return path ? `${path}: ${message}` : message;
}
