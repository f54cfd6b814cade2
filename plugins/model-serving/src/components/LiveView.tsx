import { capitalized } from '@greenroom/backstage-plugin-model-serving-common';
import { ReactNode } from 'react';
import { Alert, Button, Flex } from '@backstage/ui';
import { DateTime } from 'luxon';
import { Live } from '../live';
import { LoadingNotice } from './LoadingNotice';
import { errorReason, Problem } from './Problem';

/**
 * The states that every view of a live value has: loading, error with retry, data, and old data with a notice. Empty is
 * the business of the view itself, which knows the next action.
 */
export function LiveView<T>(props: {
  live: Live<T>;
  /** What is shown, e.g. `the events`; completes `Loading …` and `… could not be loaded`. */
  what: string;
  children: (value: T) => ReactNode;
}) {
  const { live, what, children } = props;
  if (live.value === undefined) {
    return live.error ? (
      <Problem
        title={`${capitalized(what)} could not be loaded`}
        error={live.error}
        onRetry={live.retry}
      />
    ) : (
      <LoadingNotice what={what} />
    );
  }
  return (
    <Flex direction="column" gap="3">
      <StaleNotice live={live} />
      {children(live.value)}
    </Flex>
  );
}

/** Says since when what is shown may be out of date, and why; nothing while it is fresh. */
export function StaleNotice(props: { live: Live<unknown> }) {
  const { live } = props;
  if (!live.stale || live.asOf === undefined) {
    return null;
  }
  const time = DateTime.fromMillis(live.asOf).toLocaleString(
    DateTime.TIME_WITH_SECONDS,
  );
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title={`As of ${time}: it could not be refreshed since`}
      description={live.error && errorReason(live.error)}
      customActions={
        <Button size="small" variant="secondary" onPress={live.retry}>
          Retry
        </Button>
      }
    />
  );
}
