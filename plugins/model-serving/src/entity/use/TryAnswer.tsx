import { ReactNode } from 'react';
import { Alert, Flex, Text } from '@backstage/ui';
import {
  formatBytes,
  formatDuration,
  TryResponse,
} from '@greenroom/backstage-plugin-model-serving-common';
import { CodeBlock, DataColumn, DataTable } from '../../components';
import styles from '../../components/components.module.css';
import { parseJson, pretty } from './requestBody';

interface OutputTensor {
  readonly name: string;
  readonly datatype?: string;
  readonly shape?: readonly number[];
  readonly data?: unknown;
}

const columns: readonly DataColumn<OutputTensor>[] = [
  { id: 'name', label: 'Tensor', isRowHeader: true, cell: ({ name }) => name },
  { id: 'datatype', label: 'Datatype', cell: ({ datatype }) => datatype },
  {
    id: 'shape',
    label: 'Shape',
    cell: ({ shape }) => shape && `[${shape.join(', ')}]`,
  },
  {
    id: 'data',
    label: 'Values',
    cell: ({ data }) => (
      <span className={styles.mono}>{shortened(JSON.stringify(data))}</span>
    ),
  },
];

/** More of a tensor is of no use in a table cell; the whole stands in the body below. */
const MAX_CELL = 300;

/** What the model answered, success or not. The portal's own errors are shown elsewhere, and look different. */
export function TryAnswer(props: {
  answer: TryResponse;
  /** Who answered. */
  who?: string;
  /** What else is known of how it came about. */
  children?: ReactNode;
}) {
  const { answer, who = 'The model', children } = props;
  const { status, latencyMs, body, truncated, headers } = answer;
  const value = parseJson(body);
  const outputs = outputsOf(value);
  return (
    <Flex direction="column" gap="3">
      <Alert
        role="status"
        status={status < 400 ? 'success' : 'warning'}
        icon
        title={
          status < 400
            ? `${who} answered with status ${status}`
            : `${who} refused the request with status ${status}`
        }
        description={`${formatDuration(latencyMs)}, ${formatBytes(
          new Blob([body]).size,
        )}`}
      />
      {children}
      {outputs.length > 0 && (
        <DataTable
          label="Outputs"
          columns={columns}
          rows={outputs}
          getId={({ name }) => name}
        />
      )}
      {truncated && (
        <Text color="secondary">
          The answer is longer than the portal shows; this is its beginning.
        </Text>
      )}
      <CodeBlock
        label="Answer"
        text={value === undefined ? body : pretty(value)}
      />
      <details className={styles.fold}>
        <summary>Headers</summary>
        <pre className={`${styles.code} ${styles.wrap}`}>
          {Object.entries(headers)
            .map(([name, text]) => `${name}: ${text}`)
            .join('\n')}
        </pre>
      </details>
    </Flex>
  );
}

function outputsOf(value: unknown): readonly OutputTensor[] {
  if (typeof value !== 'object' || value === null || !('outputs' in value)) {
    return [];
  }
  return Array.isArray(value.outputs)
    ? value.outputs.filter(output => typeof output?.name === 'string')
    : [];
}

function shortened(text = ''): string {
  return text.length > MAX_CELL ? `${text.slice(0, MAX_CELL)}…` : text;
}
