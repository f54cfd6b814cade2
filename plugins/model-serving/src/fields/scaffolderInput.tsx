import { ReactNode, useEffect, useRef } from 'react';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { useScaffolderTheme } from '@backstage/plugin-scaffolder-react/alpha';
import { BgProvider, Flex, Text } from '@backstage/ui';
import styles from './fields.module.css';
import { siblingsOf, SiblingFields } from './formContext';
import { focusFirst, focusInvalid, InputProps } from '../inputs';

/** What a field of the scaffolder gets. */
export type FieldProps<T, O = unknown> = FieldExtensionComponentProps<T, O>;

/**
 * A field of the scaffolder around an input that knows nothing of it: label, description and state come from the
 * template; the form itself shows the errors below, so that the input only points to them. A field that is `readonly`
 * shows its value as text.
 */
export function scaffolderInput<T, O = unknown>(options: {
  /** Label where the template gives none. */
  label: string;
  /** The value as text, for review. */
  toText: (value: T) => string;
  render: (
    input: InputProps<T>,
    siblings: SiblingFields,
    uiSchema: FieldProps<T, O>['uiSchema'],
  ) => ReactNode;
}) {
  return function ScaffolderInput(props: FieldProps<T, O>) {
    const { schema, uiSchema, formData, formContext, idSchema } = props;
    const { rawErrors = [] } = props;
    const label = uiSchema?.['ui:title'] ?? schema?.title ?? options.label;
    const isRefused = rawErrors.length > 0;
    const wrapper = useKeptFocus(
      uiSchema?.['ui:autofocus'] === true,
      isRefused,
    );
    if (props.readonly) {
      return (
        <Flex direction="column" gap="1">
          <Text variant="body-small" color="secondary">
            {label}
          </Text>
          <Text>{formData === undefined ? '–' : options.toText(formData)}</Text>
        </Flex>
      );
    }
    return (
      <OnCard>
        <div ref={wrapper} className={styles.outlined}>
          {options.render(
            {
              label,
              description: uiSchema?.['ui:description'] ?? schema?.description,
              value: formData,
              onChange: props.onChange,
              isRequired: props.required,
              isDisabled: props.disabled || uiSchema?.['ui:disabled'] === true,
              errorId: isRefused ? `${idSchema?.$id}__error` : undefined,
              shownErrors: rawErrors,
            },
            siblingsOf(formContext?.formData),
            uiSchema,
          )}
        </div>
      </OnCard>
    );
  };
}

/**
 * The scaffolder's own form stands on a white card that Backstage UI does not know of: without this, our inputs would be
 * white on white. Where the scaffolder uses Backstage UI itself, it has already seen to it.
 */
function OnCard(props: { children: ReactNode }) {
  return useScaffolderTheme() === 'mui' ? (
    <BgProvider bg="neutral-1">{props.children}</BgProvider>
  ) : (
    <>{props.children}</>
  );
}

/**
 * The scaffolder takes away the button that was pressed, and the focus with it: who works by keyboard goes on in the first
 * field of the next page, or in the first that was refused.
 */
function useKeptFocus(isFirst: boolean, isRefused: boolean) {
  const wrapper = useRef<HTMLDivElement>(null);
  const isWanted = isFirst || isRefused;
  useEffect(() => {
    if (!isWanted || document.activeElement !== document.body) return;
    if (!focusInvalid(wrapper.current)) focusFirst(wrapper.current);
  }, [isWanted, isRefused]);
  return wrapper;
}
