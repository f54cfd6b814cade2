/** Which signal ended the process, as far as one did. */
export interface ShutdownSignal {
  /** The first of the two that arrived. */
  readonly received: 'SIGINT' | 'SIGTERM' | undefined;
  /** Listens no more. */
  dispose(): void;
}

/** The part of a process that tells of signals. */
export interface SignalSource {
  prependListener(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  removeListener(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

/**
 * Remembers which signal arrived. Backstage's shutdown hooks do not tell; its own listeners end the process, these only
 * look on, and come first so that the answer is there when the hooks run.
 */
export function recordShutdownSignal(source: SignalSource): ShutdownSignal {
  let received: ShutdownSignal['received'];
  const listeners = (['SIGINT', 'SIGTERM'] as const).map(signal => {
    const listener = () => {
      received ??= signal;
    };
    source.prependListener(signal, listener);
    return { signal, listener };
  });
  return {
    get received() {
      return received;
    },
    dispose: () => {
      for (const { signal, listener } of listeners) {
        source.removeListener(signal, listener);
      }
    },
  };
}
