import { Alert, Flex, Text } from '@backstage/ui';
import {
  annotations,
  InferenceService,
  ServiceAccess,
} from '@greenroom/backstage-plugin-model-serving-common';
import { accessSentence } from './accessSentences';

/** Who may call what has no gateway of ours in front of it: what is known of it, and that the rest is for its cluster to say. */
export function UngatedCallers(props: {
  because: string;
  access: ServiceAccess;
  resource: Pick<InferenceService, 'metadata'>;
}) {
  const { because, access, resource } = props;
  const { annotations: notes } = resource.metadata;
  const isUnchecked =
    access !== 'token' && notes?.[annotations.enableAuth] === 'true';
  return (
    <>
      <section aria-label="Who may call">
        <Flex direction="column" gap="2">
          <Text as="h3" variant="title-x-small">
            Who may call
          </Text>
          <Text>{accessSentence(access, 'odh')}</Text>
          {isUnchecked && (
            <Alert
              status="warning"
              icon
              title="It asks for a token, and nothing here checks one"
              description={`The annotation ${annotations.enableAuth} is read by Greenroom's gateway and by Open Data Hub. KServe alone does nothing with it.`}
            />
          )}
        </Flex>
      </section>
      <section aria-label="Tokens">
        <Flex direction="column" gap="2">
          <Text as="h3" variant="title-x-small">
            Tokens
          </Text>
          <Text>
            A token from here would open and close nothing: {because}. Ask who
            runs the cluster how callers show who they are there.
          </Text>
        </Flex>
      </section>
    </>
  );
}
