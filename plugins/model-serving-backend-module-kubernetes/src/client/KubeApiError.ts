/** What an API server answered other than success, in its own words. */
export class KubeApiError extends Error {
  override readonly name = 'KubeApiError';
  /** HTTP status. */
  readonly status: number;
  /** `reason` of its Status object, e.g. `NotFound`, `Conflict`, `Expired`. */
  readonly reason: string;

  constructor(options: { status: number; reason: string; message: string }) {
    super(options.message);
    this.status = options.status;
    this.reason = options.reason;
  }

  /** From the body of an answer: a Status object, or whatever stood before the API server. */
  static from(status: number, body: string, path: string): KubeApiError {
    const { reason, message } = statusOf(body);
    return new KubeApiError({
      status,
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

function statusOf(body: string): { reason?: string; message?: string } {
  try {
    const parsed: unknown = JSON.parse(body);
    const { reason, message } = Object(parsed) as Record<string, unknown>;
    return {
      ...(typeof reason === 'string' ? { reason } : {}),
      ...(typeof message === 'string' ? { message } : {}),
    };
  } catch {
    return {};
  }
}
