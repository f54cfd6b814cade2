import { useId } from 'react';
import { Badge, Flex, Text } from '@backstage/ui';
import { Endpoint } from '@greenroom/backstage-plugin-model-serving-common';
import { CopyButton } from './CopyButton';
import styles from './components.module.css';

const reach: Record<Endpoint['visibility'], string> = {
  machine: 'This machine only',
  cluster: 'Inside the cluster only',
  external: 'From outside',
};

/** Addresses that can be called, each with its protocol, its reach and Copy. */
export function EndpointList(props: { endpoints: readonly Endpoint[] }) {
  return (
    <Flex direction="column" gap="4">
      {props.endpoints.map(endpoint => (
        <Flex key={endpoint.url} direction="column" gap="2">
          <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
            <Badge size="small">{protocolLabel(endpoint.protocol)}</Badge>
            <Badge size="small">{reach[endpoint.visibility]}</Badge>
            {endpoint.preferred && <Badge size="small">Preferred</Badge>}
          </Flex>
          <Address label="Base URL" url={endpoint.url} />
          <Address label="Prediction URL" url={endpoint.inferUrl} />
        </Flex>
      ))}
    </Flex>
  );
}

function Address(props: { label: string; url: string }) {
  const { label, url } = props;
  const id = useId();
  return (
    <Flex direction="column" gap="1" align="start">
      <Text variant="body-small" color="secondary">
        {label}
      </Text>
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        <code id={id} className={styles.mono}>
          {url}
        </code>
        <CopyButton text={url} describedBy={id} />
      </Flex>
    </Flex>
  );
}

function protocolLabel(protocol: Endpoint['protocol']): string {
  return protocol.startsWith('grpc-')
    ? `gRPC ${protocol.slice(5)}`
    : `REST ${protocol}`;
}
