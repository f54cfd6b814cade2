import { useId } from 'react';
import { Flex, TextField } from '@backstage/ui';
import { InputError } from '../inputs';
import {
  RequestScaling,
  RequestScalingKey,
  requestScalingFields,
  requestScalingKeys,
  withRequestScaling,
} from './requestScaling';

/** How replicas follow requests, as Knative's annotations say it: texts, so that nothing is lost of what is there. */
export function RequestScalingInput(props: {
  value: RequestScaling;
  onChange: (value: RequestScaling) => void;
  problems: RequestScaling;
}) {
  const { value, onChange, problems } = props;
  return (
    <Flex direction="column" gap="4">
      {requestScalingKeys.map(key => (
        <AnnotationField
          key={key}
          name={key}
          value={value[key]}
          problem={problems[key]}
          onChange={text => onChange(withRequestScaling(value, key, text))}
        />
      ))}
    </Flex>
  );
}

function AnnotationField(props: {
  name: RequestScalingKey;
  value: string | undefined;
  problem: string | undefined;
  onChange: (text: string) => void;
}) {
  const { name, value, problem, onChange } = props;
  const { label, description, usual } = requestScalingFields[name];
  const problemId = useId();
  return (
    <Flex direction="column" gap="1">
      <TextField
        label={label}
        description={`${description}. Usually ${usual}.`}
        placeholder={usual}
        autoComplete="off"
        validationBehavior="aria"
        isInvalid={problem !== undefined}
        aria-describedby={problem ? problemId : undefined}
        value={value ?? ''}
        onChange={onChange}
      />
      <InputError id={problemId} error={problem} />
    </Flex>
  );
}
