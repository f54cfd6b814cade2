import { useState } from 'react';
import { Checkbox, Text } from '@backstage/ui';
import { IssuedToken } from '@greenroom/backstage-plugin-model-serving-common';
import { ActionDialog } from '../actions';
import { CodeBlock } from '../components';

/** Shows a token, once. It goes on only when the user says that it is stored. */
export function IssuedTokenDialog(props: {
  issued: IssuedToken;
  onClose: () => void;
}) {
  const { issued, onClose } = props;
  const [isStored, setStored] = useState(false);
  return (
    <ActionDialog
      title={`Token ${issued.token.name}`}
      action="Done"
      isWide
      isDisabled={!isStored}
      onAction={async () => true}
      onClose={onClose}
    >
      <Text>
        This is the only time that the token is shown: Greenroom keeps a hash of
        it. Whoever has it can call the model.
      </Text>
      <CodeBlock label="Token" text={issued.value} />
      <Checkbox isSelected={isStored} onChange={setStored}>
        I have stored it
      </Checkbox>
    </ActionDialog>
  );
}
