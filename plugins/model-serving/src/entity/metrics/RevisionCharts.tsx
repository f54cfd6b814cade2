import { useId } from 'react';
import { Flex, Text } from '@backstage/ui';
import {
  formatCount,
  formatDuration,
  RevisionMetrics,
} from '@greenroom/backstage-plugin-model-serving-common';
import { LineChart } from '../../charts';
import { keyboardScrollable } from '../../components';
import styles from './metrics.module.css';

/** As many as a chart can tell apart by colour and dash. */
const MAX_LINES = 3;

/**
 * Requests and latency of each revision: the busiest as charts, all of them in a table, so that an update or a canary is
 * compared by numbers.
 */
export function RevisionCharts(props: {
  revisions: readonly RevisionMetrics[];
}) {
  const { revisions } = props;
  const titleId = useId();
  const drawn = revisions.slice(0, MAX_LINES);
  return (
    <section aria-labelledby={titleId}>
      <Flex direction="column" gap="4">
        <Text as="h2" id={titleId} variant="title-small">
          By revision
        </Text>
        <div className={styles.charts}>
          <div className={styles.column}>
            <LineChart
              title="Requests by revision"
              quantity="rate"
              absence=""
              series={drawn.map(({ requests, revision }) => ({
                ...requests,
                label: revision,
              }))}
            />
          </div>
          <div className={styles.column}>
            <LineChart
              title="p95 latency by revision"
              quantity="duration"
              absence=""
              series={drawn.map(({ latency, revision }) => ({
                ...latency,
                label: revision,
              }))}
            />
          </div>
        </div>
        <div
          className={styles.frame}
          role="region"
          aria-label="Requests by revision in this range"
          {...keyboardScrollable}
        >
          <table className={styles.table}>
            <caption>Requests in this range</caption>
            <thead>
              <tr>
                <th scope="col">Revision</th>
                <th scope="col">OK</th>
                <th scope="col">Client errors</th>
                <th scope="col">Server errors</th>
                <th scope="col">p95</th>
              </tr>
            </thead>
            <tbody>
              {revisions.map(({ revision, ok, client, server, p95 }) => (
                <tr key={revision}>
                  <th scope="row">{revision}</th>
                  <td>{formatCount(ok)}</td>
                  <td>{formatCount(client)}</td>
                  <td>{formatCount(server)}</td>
                  <td>{formatDuration(p95)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Flex>
    </section>
  );
}
