/** `grpc-status` of the gateway's own answers by their HTTP status; others are UNKNOWN (2). Source: dataplane §2. */
const byHttpStatus: Readonly<Record<number, number>> = {
  400: 3, // INVALID_ARGUMENT
  401: 16, // UNAUTHENTICATED
  403: 7, // PERMISSION_DENIED
  404: 5, // NOT_FOUND
  405: 12, // UNIMPLEMENTED
  408: 4, // DEADLINE_EXCEEDED
  413: 8, // RESOURCE_EXHAUSTED
  429: 8,
  431: 8,
  500: 13, // INTERNAL
  501: 12,
  502: 14, // UNAVAILABLE
  503: 14,
  504: 4,
};

/** HTTP status of each `grpc-status`, 0…16, for counting calls among requests. Source: google/rpc/code.proto. */
const asHttpStatus: readonly number[] = [
  200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503,
  500, 401,
];

/** The `grpc-status` for an HTTP status. */
export function grpcStatusOf(httpStatus: number): number {
  return byHttpStatus[httpStatus] ?? 2;
}

/** What a call counts as: the HTTP status that means the same as its `grpc-status`. */
export function httpStatusOf(grpcStatus: string): number {
  return asHttpStatus[Number(grpcStatus)] ?? 500;
}

/** The `grpc-status` among headers or trailers, names and values in turn. */
export function findGrpcStatus(fields: readonly string[]): string | undefined {
  for (let i = 0; i < fields.length; i += 2)
    if (fields[i].toLowerCase() === 'grpc-status') return fields[i + 1];
  return undefined;
}

/** A sentence as `grpc-message` carries it: printable ASCII, everything else percent-encoded UTF-8. */
export function grpcMessage(text: string): string {
  return text.replace(/[^\x20-\x24\x26-\x7e]+/g, part =>
    [...Buffer.from(part)]
      .map(byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}
