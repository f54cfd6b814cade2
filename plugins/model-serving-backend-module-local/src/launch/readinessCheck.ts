import { Container } from '@greenroom/backstage-plugin-model-serving-common';
import { Program } from './programs';

/** How to ask a replica whether it is ready. */
export interface ReadinessCheck {
  /** Answer 2xx or 3xx to `GET` means ready. Undefined: listening on its port is enough. */
  readonly path?: string;
  /** Time for one answer once it has been ready. */
  readonly timeoutMs: number;
  /** Failures in a row after which it counts as unready. */
  readonly failures: number;
}

/** Kubernetes' default for `timeoutSeconds`. */
const DEFAULT_TIMEOUT_SECONDS = 1;
/** Kubernetes' default for `failureThreshold`. */
const DEFAULT_FAILURES = 3;

/**
 * The readiness check of a container. Its port is not read: a replica has one port of its own. A probe of another kind
 * than `httpGet` comes down to whether the port answers.
 */
export function readinessCheck(
  { readinessProbe }: Container,
  modelName: string,
  program: Pick<Program, 'reportsState'>,
): ReadinessCheck {
  const ownPath =
    program.reportsState && !readinessProbe
      ? `/v2/models/${encodeURIComponent(modelName)}/ready`
      : undefined;
  const path = readinessProbe?.httpGet
    ? readinessProbe.httpGet.path ?? '/'
    : ownPath;
  return {
    path: path === undefined || path.startsWith('/') ? path : `/${path}`,
    timeoutMs:
      (readinessProbe?.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    failures: readinessProbe?.failureThreshold ?? DEFAULT_FAILURES,
  };
}
