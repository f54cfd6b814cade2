import { useMemo } from 'react';
import { Tab, TabList, TabPanel, Tabs, Text } from '@backstage/ui';
import {
  DeploymentDetail,
  Endpoint,
  snippets,
} from '@greenroom/backstage-plugin-model-serving-common';
import { CodeBlock } from '../../components';

const languages = [
  { id: 'curl', label: 'curl' },
  { id: 'python', label: 'Python' },
  { id: 'javascript', label: 'JavaScript' },
  { id: 'grpc', label: 'gRPC' },
  { id: 'grpcPython', label: 'gRPC, Python' },
  { id: 'openAi', label: 'OpenAI, Python' },
] as const;

/** Code that sends one prediction to a deployment, ready to paste. */
export function SnippetTabs(props: {
  deployment: DeploymentDetail;
  endpoint: Endpoint;
}) {
  const { deployment, endpoint } = props;
  const { model, modelMetadata, access } = deployment;
  const request = useMemo(
    () => ({
      endpoint,
      protocol: endpoint.protocol,
      metadata: modelMetadata,
      modelName: model.name,
      token: access === 'token',
    }),
    [endpoint, modelMetadata, model.name, access],
  );
  return <CodeTabs request={request} />;
}

/** Code that sends one request, ready to paste. */
export function CodeTabs(props: { request: Parameters<typeof snippets>[0] }) {
  const { request } = props;
  const texts = useMemo(() => snippets(request), [request]);
  const offered = languages.flatMap(({ id, label }) => {
    const text = texts[id];
    return text === undefined ? [] : [{ id, label, text }];
  });
  return (
    <section aria-label="Code">
      <Text as="h3" variant="title-x-small">
        Call it from code
      </Text>
      {request.token && (
        <Text color="secondary">
          The token is read from the variable MODEL_TOKEN.
        </Text>
      )}
      <Tabs>
        <TabList aria-label="Language">
          {offered.map(({ id, label }) => (
            <Tab key={id} id={id}>
              {label}
            </Tab>
          ))}
        </TabList>
        {offered.map(({ id, label, text }) => (
          <TabPanel key={id} id={id}>
            <CodeBlock label={`${label} code`} text={text} />
          </TabPanel>
        ))}
      </Tabs>
      {texts.explain && (
        <>
          <Text as="h3" variant="title-x-small">
            Ask for an explanation
          </Text>
          <CodeBlock
            label="curl code for an explanation"
            text={texts.explain}
          />
        </>
      )}
    </section>
  );
}
