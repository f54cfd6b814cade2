import { ReactNode, useState } from 'react';
import { useAnalytics } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex, Text, TextAreaField } from '@backstage/ui';
import { RiSendPlaneLine } from '@remixicon/react';
import {
  ResourceRef,
  stringifyResourceRef,
  TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Problem } from '../../components';
import { parseJson } from './requestBody';

/** Takes a request, sends it through the portal, and shows what comes back. */
export function TryForm(props: {
  of: ResourceRef;
  /** What is called, in words. */
  what: 'model' | 'graph';
  /** Who may call it. */
  permission: Parameters<typeof usePermission>[0];
  /** The request until something is typed. */
  sample: string;
  /** Nobody would answer. */
  isStopped: boolean;
  /** What to know before. */
  notice?: ReactNode;
  /** A way to change the request beside its text. */
  form?: (body: string, onChange: (body: string) => void) => ReactNode;
  send: (body: string) => Promise<TryResponse>;
  children: (answer: TryResponse) => ReactNode;
}) {
  const { what, sample, isStopped, notice, form, children } = props;
  // Until something is typed, the sample: it gets better once more is known.
  const [typed, setTyped] = useState<string>();
  const body = typed ?? sample;
  const { answer, error, sending, send } = useTry(props.of, props.send);
  const permission = usePermission(props.permission);
  const refused = !permission.loading && !permission.allowed;
  const isJson = parseJson(body) !== undefined;
  return (
    <section aria-label="Try it">
      <Flex direction="column" gap="3">
        <Text as="h3" variant="title-x-small">
          Try it
        </Text>
        {notice}
        {form?.(body, setTyped)}
        <TextAreaField
          label="Request"
          secondaryLabel="JSON"
          description={isJson ? undefined : 'This is not valid JSON'}
          isInvalid={!isJson}
          rows={10}
          value={body}
          onChange={setTyped}
        />
        <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
          <Button
            variant="primary"
            iconStart={<RiSendPlaneLine />}
            isDisabled={!isJson || isStopped || refused}
            isPending={sending}
            onPress={() => send(body)}
          >
            Send
          </Button>
          {typed !== undefined && (
            <Button variant="tertiary" onPress={() => setTyped(undefined)}>
              Back to the sample
            </Button>
          )}
          {refused && (
            <Text color="secondary">
              You may see this {what} but not call it. Its owner can allow it.
            </Text>
          )}
        </Flex>
        {error && (
          <Problem
            title={`The portal could not send the request; the ${what} has not seen it`}
            error={error}
          />
        )}
        {answer && children(answer)}
      </Flex>
    </section>
  );
}

function useTry(
  ref: ResourceRef,
  call: (body: string) => Promise<TryResponse>,
) {
  const analytics = useAnalytics();
  const [answer, setAnswer] = useState<TryResponse>();
  const [error, setError] = useState<Error>();
  const [sending, setSending] = useState(false);
  const send = async (body: string) => {
    setSending(true);
    setAnswer(undefined);
    setError(undefined);
    analytics.captureEvent('invoke', stringifyResourceRef(ref));
    try {
      setAnswer(await call(body));
    } catch (failure) {
      setError(failure as Error);
    }
    setSending(false);
  };
  return { answer, error, sending, send };
}
