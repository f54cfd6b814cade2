import { Flex, Switch, Text, TextField } from '@backstage/ui';
import {
  loggedWords,
  LoggerSpec,
} from '@greenroom/backstage-plugin-model-serving-common';
import { InputError } from './InputError';
import { LinesInput } from './LinesInput';
import { Routing } from './routing';
import { SelectInput } from './SelectInput';
import { InputProps } from './types';

const modes = Object.entries(loggedWords).map(([id, label]) => ({ id, label }));

/**
 * Whether requests and answers are sent somewhere as CloudEvents, and where to. KServe's agent does it otherwise than our
 * gateway. Source: gateway-and-graphs §7; kserve-resources §2 (`logger.defaultUrl`).
 */
export function LoggerInput(
  props: InputProps<LoggerSpec> & {
    /** Who would send them. */
    routing: Routing;
    /** Predictions are collected as well. */
    isBatched: boolean;
  },
) {
  const { label, value, error, errorId, isDisabled, onChange } = props;
  const { isBatched } = props;
  const byKServe = props.routing !== 'greenroom';
  const change = (changes: LoggerSpec) => onChange({ ...value, ...changes });
  return (
    <Flex direction="column" gap="3">
      <Switch
        label={label}
        isDisabled={isDisabled}
        isSelected={value !== undefined}
        onChange={isOn => onChange(isOn ? { mode: 'all' } : undefined)}
      />
      {value && (
        <>
          {byKServe && (
            <Text color="secondary">
              KServe does it, beside the model.
              {isBatched &&
                ' With batches it sends requests only: it loses the answers.'}
            </Text>
          )}
          <TextField
            label="Send payloads to"
            description={[
              'URL that takes CloudEvents. Whoever reads there sees what is asked and answered.',
              ...(byKServe
                ? ['Empty: where KServe of the cluster sends them.']
                : []),
            ].join(' ')}
            isRequired={!byKServe}
            validationBehavior="aria"
            isDisabled={isDisabled}
            isInvalid={error !== undefined || errorId !== undefined}
            aria-describedby={errorId}
            value={value.url ?? ''}
            onChange={url => change({ url: url.trim() || undefined })}
          />
          <SelectInput
            label="What is sent"
            isRequired
            options={modes}
            value={value.mode || 'all'}
            onChange={mode => change({ mode: mode as LoggerSpec['mode'] })}
          />
          <LinesInput
            label="Headers to repeat"
            description={
              byKServe
                ? 'Names of request headers, one per line. KServe repeats them as they are: name none that holds a credential.'
                : 'Names of request headers, one per line. Credentials are never repeated.'
            }
            value={value.metadataHeaders ?? []}
            onChange={(names = []) =>
              change({
                metadataHeaders: names.length > 0 ? [...names] : undefined,
              })
            }
          />
          <LinesInput
            label="Annotations to repeat"
            description="Annotations of the deployment, one per line"
            value={value.metadataAnnotations ?? []}
            onChange={(names = []) =>
              change({
                metadataAnnotations: names.length > 0 ? [...names] : undefined,
              })
            }
          />
        </>
      )}
      <InputError error={error} />
    </Flex>
  );
}
