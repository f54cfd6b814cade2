/** Body of `POST …/try`. @public */
export interface TryRequest {
  /** Path below the endpoint, e.g. `/v2/models/iris/infer`. */
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Record<string, string>;
  /** JSON text, at most 5 MB. */
  readonly body?: string;
}

/** @public */
export interface TryResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly truncated: boolean;
  readonly latencyMs: number;
}
