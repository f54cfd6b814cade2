import { ReactNode, useEffect } from 'react';
import { Text } from '@backstage/ui';
import { InputFrame, InputProps } from '../inputs';
import { SiblingFields } from './formContext';

/** An input for what a hardware profile gives: while one is chosen, it has no value and says so. */
export function UnlessHardwareProfile<T>(props: {
  input: InputProps<T>;
  siblings: Pick<SiblingFields, 'hasHardwareProfile'>;
  children: ReactNode;
}) {
  const { input, siblings, children } = props;
  const { value, onChange, ...frame } = input;
  const { hasHardwareProfile } = siblings;
  // After every render, as defaults are set: the form keeps only the last of several changes within one
  useEffect(() => {
    if (hasHardwareProfile && value !== undefined) onChange(undefined);
  });
  if (!hasHardwareProfile) return <>{children}</>;
  return (
    <InputFrame {...frame}>
      <Text color="secondary">As the hardware profile has it</Text>
    </InputFrame>
  );
}
