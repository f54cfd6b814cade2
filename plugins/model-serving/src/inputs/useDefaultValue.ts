import { useEffect } from 'react';
import { InputProps } from './types';

/**
 * Gives an empty input a value once there is an obvious one.
 *
 * Runs after every render on purpose: the scaffolder's form keeps only the last of several changes within one render, so
 * a default that was lost is set again with the next one.
 */
export function useDefaultValue<T>(
  input: Pick<InputProps<T>, 'value' | 'onChange' | 'isDisabled'>,
  value: T | undefined,
): void {
  useEffect(() => {
    if (input.value === undefined && value !== undefined && !input.isDisabled) {
      input.onChange(value);
    }
  });
}
