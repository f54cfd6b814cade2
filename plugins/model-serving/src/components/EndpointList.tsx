import { useId } from 'react';
import { Badge, Flex } from '@backstage/ui';
import { Endpoint } from '@greenroom/backstage-plugin-model-serving-common';
import { CopyButton } from './CopyButton';
import styles from './components.module.css';

const reach: Record<Endpoint['visibility'], string> = {
  machine: 'This machine only',
  cluster: 'Inside the cluster only',
  external: 'From outside',
};

/** An address as it is shown; a graph's has no protocol of its own, and is called at its base. */
type ShownEndpoint = Pick<
  Endpoint,
  'url' | 'inferUrl' | 'explainUrl' | 'openAiUrl' | 'visibility' | 'preferred'
> &
  Partial<Pick<Endpoint, 'protocol'>>;

/** Addresses that can be called: the preferred one, and the others folded. */
export function EndpointList(props: { endpoints: readonly ShownEndpoint[] }) {
  const { endpoints } = props;
  const first = endpoints.find(({ preferred }) => preferred) ?? endpoints[0];
  const others = endpoints.filter(endpoint => endpoint !== first);
  return (
    <Flex direction="column" gap="4" align="stretch">
      {first && <Addresses endpoint={first} />}
      {others.length > 0 && (
        <details className={styles.fold}>
          <summary>
            {others.length === 1
              ? '1 other endpoint'
              : `${others.length} other endpoints`}
          </summary>
          <Flex direction="column" gap="4" align="stretch" pt="3">
            {others.map(endpoint => (
              <Addresses
                key={`${endpoint.protocol ?? ''} ${endpoint.url}`}
                endpoint={endpoint}
              />
            ))}
          </Flex>
        </details>
      )}
    </Flex>
  );
}

/** One endpoint with its protocol, its reach and Copy. */
function Addresses(props: { endpoint: ShownEndpoint }) {
  const { protocol, visibility, url, inferUrl, explainUrl, openAiUrl } =
    props.endpoint;
  return (
    <Flex direction="column" gap="2" align="stretch">
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        {protocol && <Badge size="small">{protocolLabel(protocol)}</Badge>}
        <Badge size="small">{reach[visibility]}</Badge>
      </Flex>
      <dl className={styles.endpoint}>
        <Address label="Prediction URL" url={inferUrl} />
        {explainUrl && <Address label="Explanation URL" url={explainUrl} />}
        {openAiUrl && (
          <Address label="Base URL for OpenAI’s clients" url={openAiUrl} />
        )}
        {url !== inferUrl && <Address label="Base URL" url={url} />}
      </dl>
    </Flex>
  );
}

function Address(props: { label: string; url: string }) {
  const { label, url } = props;
  const id = useId();
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <code id={id} className={styles.mono}>
          {url}
        </code>
      </dd>
      <dd>
        <CopyButton text={url} describedBy={id} />
      </dd>
    </>
  );
}

function protocolLabel(protocol: Endpoint['protocol']): string {
  return protocol.startsWith('grpc-')
    ? `gRPC ${protocol.slice(5)}`
    : `REST ${protocol}`;
}
