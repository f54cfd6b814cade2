import { useEffect, useState } from 'react';
import { Flex, TextField } from '@backstage/ui';
import { RequestTensor, tensorsOf, withData } from './requestBody';

/** The tensors of a request as fields. What is typed here changes the JSON, and the other way round. */
export function TensorForm(props: {
  body: string;
  onChange: (body: string) => void;
}) {
  const { body, onChange } = props;
  const tensors = tensorsOf(body) ?? [];
  return (
    <Flex direction="column" gap="3">
      {tensors.map((tensor, position) => (
        <TensorField
          key={tensor.name}
          tensor={tensor}
          onChange={data => {
            const changed = withData(body, position, data);
            if (changed !== undefined) {
              onChange(changed);
            }
            return changed !== undefined;
          }}
        />
      ))}
    </Flex>
  );
}

function TensorField(props: {
  tensor: RequestTensor;
  /** Whether the data could be taken over. */
  onChange: (data: string) => boolean;
}) {
  const { tensor, onChange } = props;
  const [typed, setTyped] = useState(tensor.data);
  const [valid, setValid] = useState(true);
  useEffect(() => {
    setTyped(current =>
      sameData(current, tensor.data) ? current : tensor.data,
    );
    setValid(true);
  }, [tensor.data]);
  return (
    <TextField
      label={tensor.name}
      secondaryLabel={`${tensor.datatype} [${tensor.shape.join(', ')}]`}
      description={
        valid
          ? undefined
          : 'Values are separated by commas; texts stand in double quotes'
      }
      isInvalid={!valid}
      value={typed}
      onChange={data => {
        setTyped(data);
        setValid(onChange(data));
      }}
    />
  );
}

/** Whether two spellings mean the same, so that what a person types is not respelt under the cursor. */
function sameData(a: string, b: string): boolean {
  try {
    return (
      JSON.stringify(JSON.parse(`[${a}]`)) ===
      JSON.stringify(JSON.parse(`[${b}]`))
    );
  } catch {
    return false;
  }
}
