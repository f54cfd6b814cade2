const REFUSED_FEED =
  /^(Got invalid (dimensions|rank)|Invalid rank for input|Unexpected input data type|input '.*' is missing in 'feeds')/;

const FAILED_NODE = /^Non-zero status code returned while running \w+ node/;

const EXHAUSTED = /failed to allocate|out of memory|bad_alloc/i;

/**
 * Whether a failed run of ONNX Runtime 1.30 is the fault of the values that were sent: a feed that it refused, or an operator
 * on which sizes or indices meet that do not fit. Lack of memory in an operator is not.
 */
export function isCallerError(message: string): boolean {
  return (
    REFUSED_FEED.test(message) ||
    (FAILED_NODE.test(message) && !EXHAUSTED.test(message))
  );
}
