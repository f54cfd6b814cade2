import {
  createAddressGuard,
  type AddressPolicy,
} from '@greenroom/storage-initializer';
import type {
  FieldMessage,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Time for the names of all sinks together, in ms: a name server that hangs must not hold up a change. */
const LOOKUP_MS = 2_000;

/** What is wrong with the addresses that payloads of a deployment are to be sent to. */
export interface SinkProblems {
  readonly errors: readonly FieldMessage[];
  readonly warnings: readonly FieldMessage[];
}

/**
 * Holds the sinks of payload logs against the address rules. The gateway does so again for each connection: what a name
 * means may change.
 */
export async function sinkProblems(
  { spec }: InferenceService,
  policy: AddressPolicy,
): Promise<SinkProblems> {
  const guard = createAddressGuard(policy);
  const errors: FieldMessage[] = [];
  const warnings: FieldMessage[] = [];
  const check = async (path: string, url: string) => {
    try {
      await guard.check(url);
    } catch (error) {
      const { retryable, message } = error as Error & { retryable?: boolean };
      (retryable ? warnings : errors).push({ path, message });
    }
  };
  const checks = (['predictor', 'transformer', 'explainer'] as const).flatMap(
    component => {
      const url = spec[component]?.logger?.url;
      return url ? [check(`spec.${component}.logger.url`, url)] : [];
    },
  );
  if (checks.length > 0) {
    const late = new AbortController();
    await Promise.race([
      Promise.all(checks).then(() => late.abort()),
      sleep(LOOKUP_MS, late.signal),
    ]);
  }
  return { errors, warnings };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
