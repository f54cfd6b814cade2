import { useCallback, useEffect, useState } from 'react';
import { LogLine } from '@greenroom/backstage-plugin-model-serving-common';
import { LogQuery, RequestOptions } from '../../api';

/** More lines make the page slow and are no longer read; older ones go. */
export const MAX_LINES = 10_000;
/** New lines are shown in bursts, so that a chatty replica does not render for each line. */
const FLUSH_MS = 200;

/** Where log lines are read. */
export interface LogSource {
  readonly get: (
    query: LogQuery,
    options: RequestOptions,
  ) => Promise<readonly LogLine[]>;
  readonly follow: (
    query: LogQuery,
    options: RequestOptions,
  ) => AsyncIterable<LogLine>;
}

/** Log lines and how reading them goes. */
export interface Logs {
  readonly lines: readonly LogLine[];
  readonly loading: boolean;
  readonly error: Error | undefined;
  /** Following ended by itself: the replica did. */
  readonly ended: boolean;
  readonly retry: () => void;
}

const initial: Omit<Logs, 'retry'> = {
  lines: [],
  loading: true,
  error: undefined,
  ended: false,
};

/**
 * Reads logs once, or follows them until something else is asked for.
 * @param source - the same object as long as it is the same
 */
export function useLogs(
  source: LogSource,
  query: LogQuery,
  follow: boolean,
): Logs {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<Omit<Logs, 'retry'>>(initial);
  const { replica, container, tail, previous } = query;
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const which = { replica, container, tail, previous };
    setState(initial);
    const read = async () => {
      if (!follow) {
        const lines = await source.get(which, { signal });
        if (!signal.aborted) {
          setState({ ...initial, lines, loading: false });
        }
        return;
      }
      await inBursts(source.follow(which, { signal }), signal, lines =>
        setState({ ...initial, lines, loading: false }),
      );
      if (!signal.aborted) {
        setState(shown => ({ ...shown, loading: false, ended: true }));
      }
    };
    read().catch(error => {
      if (!signal.aborted) {
        setState(shown => ({ ...shown, loading: false, error }));
      }
    });
    return () => controller.abort();
  }, [source, replica, container, tail, previous, follow, attempt]);
  const retry = useCallback(() => setAttempt(count => count + 1), []);
  return { ...state, retry };
}

async function inBursts(
  stream: AsyncIterable<LogLine>,
  signal: AbortSignal,
  show: (lines: readonly LogLine[]) => void,
): Promise<void> {
  const lines: LogLine[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    if (!signal.aborted) {
      show(lines.slice());
    }
  };
  try {
    for await (const line of stream) {
      lines.push(line);
      if (lines.length > MAX_LINES) {
        lines.splice(0, lines.length - MAX_LINES);
      }
      timer ??= setTimeout(flush, FLUSH_MS);
    }
  } finally {
    clearTimeout(timer);
    flush();
  }
}
