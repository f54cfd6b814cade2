import { ServerResponse } from 'node:http';
import { Authenticated } from '../auth/authenticate';
import { S3Request } from '../http/S3Request';
import { BucketStore } from '../store/BucketStore';
import { Uploads } from '../store/Uploads';

/** What every operation works with. */
export interface OperationContext {
  readonly request: S3Request;
  readonly response: ServerResponse;
  readonly auth: Authenticated;
  readonly store: BucketStore;
  readonly uploads: Uploads;
  /** Milliseconds since epoch. */
  readonly now: number;
}

/** Answers one request. Throws an S3Error to answer with that. */
export type Operation = (context: OperationContext) => Promise<void>;
