import { useCallback, useEffect, useReducer, useRef } from 'react';
import { useSignal } from '@backstage/plugin-signals-react';
import { SIGNAL_CHANNEL } from '@greenroom/backstage-plugin-model-serving-common';
import { useDocumentVisible } from './useDocumentVisible';

/** Poll without signals. The bounds of a person's patience with a list, and of what many open tabs may cost. */
const POLL_MS = 5_000;
/** With signals a poll only heals what a lost signal missed, and brings the request rates, which send none. */
const POLL_WITH_SIGNALS_MS = 10_000;
/** Ticks of a burst are answered by one read. */
const COALESCE_MS = 300;
/** Failed refreshes after which shown data counts as old. */
const STALE_AFTER_MISSES = 2;

/**
 * A value that is read from the backend and kept fresh.
 * @public
 */
export interface Live<T> {
  /** The last value that was read; stays while a refresh fails. */
  readonly value: T | undefined;
  /** The first read is under way. */
  readonly loading: boolean;
  /** Why the last read failed. */
  readonly error: Error | undefined;
  /** Reads again now. */
  readonly retry: () => void;
  /** At least two refreshes in a row failed: `value` is as of `asOf`. */
  readonly stale: boolean;
  /** ms since epoch of the value. */
  readonly asOf: number | undefined;
}

/** What {@link useLive} may be told. */
export interface LiveOptions {
  /** Poll period in ms without signals; `false` reads once. */
  readonly poll?: number | false;
  /** Whether a signal on Greenroom's channel is a reason to read again. Default true. */
  readonly signals?: boolean;
}

interface State<T> {
  readonly key: string;
  readonly value?: T;
  readonly error?: Error;
  readonly misses: number;
  readonly asOf?: number;
}

type Action<T> =
  | { type: 'reset'; key: string }
  | { type: 'value'; key: string; value: T; at: number }
  | { type: 'error'; key: string; error: Error };

function reduce<T>(state: State<T>, action: Action<T>): State<T> {
  switch (action.type) {
    case 'reset':
      return { key: action.key, misses: 0 };
    case 'value':
      return action.key === state.key
        ? { key: state.key, value: action.value, misses: 0, asOf: action.at }
        : state;
    default:
      return action.key === state.key
        ? { ...state, error: action.error, misses: state.misses + 1 }
        : state;
  }
}

/**
 * Reads a value and keeps it fresh: on signals, by polling, on focus. A hidden tab does not poll and reads at once when it
 * is shown again. A read that is no longer wanted is aborted. When `key` changes, the old value is dropped.
 *
 * `load` may change with every render; only `key` says what is read. `undefined` as key reads nothing.
 */
export function useLive<T>(
  key: string | undefined,
  load: (signal: AbortSignal) => Promise<T>,
  options: LiveOptions = {},
): Live<T> {
  const { poll = POLL_MS, signals = true } = options;
  const wanted = key ?? '';
  const [state, dispatch] = useReducer(reduce<T>, { key: wanted, misses: 0 });
  const latestLoad = useRef(load);
  latestLoad.current = load;
  /** The read under way; a slow one is never cut off by the next poll, which would starve it. */
  const current = useRef<AbortController>();
  /** Something changed during the read under way. */
  const again = useRef(false);
  const visible = useDocumentVisible();
  const { lastSignal, isSignalsAvailable } = useSignal(SIGNAL_CHANNEL);

  const read = useCallback(
    (whileBusy: 'again' | 'skip' = 'again') => {
      if (key === undefined) {
        return;
      }
      if (current.current) {
        again.current ||= whileBusy === 'again';
        return;
      }
      const controller = new AbortController();
      current.current = controller;
      again.current = false;
      latestLoad
        .current(controller.signal)
        .then(
          value => ({ type: 'value' as const, key, value, at: Date.now() }),
          (error: Error) => ({ type: 'error' as const, key, error }),
        )
        .then(outcome => {
          if (controller.signal.aborted) {
            return;
          }
          current.current = undefined;
          dispatch(outcome);
          if (again.current) {
            read();
          }
        });
    },
    [key],
  );

  useEffect(() => {
    dispatch({ type: 'reset', key: wanted });
    read();
    return () => {
      current.current?.abort();
      current.current = undefined;
    };
  }, [wanted, read]);

  const period =
    poll && isSignalsAvailable && signals
      ? Math.max(poll, POLL_WITH_SIGNALS_MS)
      : poll;
  const wasHidden = useRef(false);
  useEffect(() => {
    if (!visible) {
      wasHidden.current = true;
      return undefined;
    }
    if (poll !== false && wasHidden.current) {
      read();
    }
    wasHidden.current = false;
    if (!period) {
      return undefined;
    }
    const timer = setInterval(() => read('skip'), period);
    return () => clearInterval(timer);
  }, [visible, period, poll, read]);

  useEffect(() => {
    if (!signals || !lastSignal || !visible) {
      return undefined;
    }
    const timer = setTimeout(() => read(), COALESCE_MS);
    return () => clearTimeout(timer);
  }, [lastSignal, signals, visible, read]);

  // The reducer follows one render later: until then, what it holds belongs to the former key.
  const own = state.key === wanted;
  const retry = useCallback(() => read(), [read]);
  const value = own ? state.value : undefined;
  const error = own ? state.error : undefined;
  return {
    value,
    error,
    loading: key !== undefined && value === undefined && error === undefined,
    retry,
    stale: own && value !== undefined && state.misses >= STALE_AFTER_MISSES,
    asOf: own ? state.asOf : undefined,
  };
}
