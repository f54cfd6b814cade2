import { findGrpcStatus, httpStatusOf } from '../../grpc';
import { Http2Answer } from './http2Answer';

/** The answer to a gRPC call: it counts by its `grpc-status`, since its HTTP status is always 200. */
export class GrpcAnswer extends Http2Answer {
  #counted: number | undefined;

  override get status(): number {
    return this.#counted ?? super.status;
  }

  override head(
    status: number,
    headers: string[],
    contentLength: number | undefined,
  ): void {
    super.head(status, headers, contentLength);
    this.#read(headers);
  }

  override end(trailers: readonly string[]): void {
    this.#read(trailers);
    // An end without a status is none: every client takes it for a failure.
    this.#counted ??= 500;
    super.end(trailers);
  }

  #read(fields: readonly string[]): void {
    const status = findGrpcStatus(fields);
    if (status !== undefined) this.#counted = httpStatusOf(status);
  }
}
