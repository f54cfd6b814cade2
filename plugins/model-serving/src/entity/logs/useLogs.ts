import { useCallback, useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  LogLine,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import { LogQuery, modelServingApiRef } from '../../api';

/** More lines make the page slow and are no longer read; older ones go. */
export const MAX_LINES = 10_000;
/** New lines are shown in bursts, so that a chatty replica does not render for each line. */
const FLUSH_MS = 200;

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

/** Reads logs once, or follows them until something else is asked for. */
export function useLogs(
  ref: ResourceRef,
  query: LogQuery,
  follow: boolean,
): Logs {
  const api = useApi(modelServingApiRef);
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<Omit<Logs, 'retry'>>(initial);
  const { cluster, namespace, name } = ref;
  const { replica, container, tail, previous } = query;
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const wanted = { cluster, namespace, name };
    const which = { replica, container, tail, previous };
    setState(initial);
    const read = async () => {
      if (!follow) {
        const lines = await api.getLogs(wanted, which, { signal });
        if (!signal.aborted) {
          setState({ ...initial, lines, loading: false });
        }
        return;
      }
      await inBursts(api.followLogs(wanted, which, { signal }), signal, lines =>
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
  }, [
    api,
    cluster,
    namespace,
    name,
    replica,
    container,
    tail,
    previous,
    follow,
    attempt,
  ]);
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
