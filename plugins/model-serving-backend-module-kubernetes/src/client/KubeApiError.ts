/** One of several reasons of a refusal, with the field that it is about. */
export interface RefusalCause {
  /** JSON path like `spec.predictor.minReplicas`; empty: the whole. */
  readonly field: string;
  readonly message: string;
  /** For example `FieldValueInvalid`, `NamespaceTerminating`. */
  readonly reason: string;
}

/** What an API server answered other than success, in its own words. */
export class KubeApiError extends Error {
  override readonly name = 'KubeApiError';
  /** HTTP status. */
  readonly status: number;
  /** `reason` of its Status object, e.g. `NotFound`, `Conflict`, `Expired`. */
  readonly reason: string;
  /** `details.causes` of its Status object. */
  readonly causes: readonly RefusalCause[];

  constructor(options: {
    status: number;
    reason: string;
    message: string;
    causes?: readonly RefusalCause[];
  }) {
    super(options.message);
    this.status = options.status;
    this.reason = options.reason;
    this.causes = options.causes ?? [];
  }

  /** From the body of an answer: a Status object, or whatever stood before the API server. */
  static from(status: number, body: string, path: string): KubeApiError {
    const { reason, message, causes } = statusOf(body);
    if (status === 401) {
      return new KubeApiError({
        status,
        reason: 'Unauthorized',
        message:
          "the API server does not accept the portal's credentials (401): its token may have expired; give it a new one",
      });
    }
    return new KubeApiError({
      status,
      causes,
      reason: reason ?? 'Unknown',
      message:
        message ??
        `the API server answered ${status} to ${path}: ${body.slice(0, 200)}`,
    });
  }
}

/** Whether an error says that there is no such object. */
export function isNotFound(error: unknown): boolean {
  return error instanceof KubeApiError && error.status === 404;
}

/** Whether an error says that the API server does not serve such objects at all: a definition is missing. */
export function isUnknownKind(error: unknown): boolean {
  return isNotFound(error) && (error as KubeApiError).reason !== 'NotFound';
}

function statusOf(body: string): {
  readonly reason?: string;
  readonly message?: string;
  readonly causes: readonly RefusalCause[];
} {
  try {
    const parsed: unknown = JSON.parse(body);
    const { reason, message, details } = recordOf(parsed);
    const { causes } = recordOf(details);
    return {
      ...(typeof reason === 'string' ? { reason } : {}),
      ...(typeof message === 'string' ? { message } : {}),
      causes: Array.isArray(causes) ? causes.map(causeOf) : [],
    };
  } catch {
    return { causes: [] };
  }
}

function causeOf(cause: unknown): RefusalCause {
  const { field = '', message = '', reason = '' } = recordOf(cause);
  return {
    field: String(field),
    message: String(message),
    reason: String(reason),
  };
}

function recordOf(value: unknown): Record<string, unknown> {
  return Object(value) as Record<string, unknown>;
}
