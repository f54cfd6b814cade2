import { IncomingMessage } from 'node:http';
import { S3Error } from './S3Error';

/** A request, taken apart the way S3 means it: path style, query in sent order, nothing normalised. */
export class S3Request {
  readonly method: string;
  readonly rawPath: string;
  /** Decoded names and values in the order they came. */
  readonly query: readonly (readonly [string, string])[];
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly body: AsyncIterable<Buffer>;
  readonly #message: IncomingMessage;

  /** @throws S3Error InvalidURI, KeyTooLongError */
  constructor(message: IncomingMessage) {
    this.#message = message;
    // Left undestroyed when reading stops early, or an error could not be answered on its connection.
    this.body = message.iterator({ destroyOnReturn: false });
    this.method = message.method ?? 'GET';
    const target = message.url ?? '/';
    const mark = target.indexOf('?');
    this.rawPath = mark < 0 ? target : target.slice(0, mark);
    this.query = parseQuery(mark < 0 ? '' : target.slice(mark + 1));
    const [, bucket, key] = /^\/([^/]*)(?:\/(.*))?$/s.exec(this.rawPath) ?? [];
    this.bucket = bucket ? decode(bucket) : undefined;
    this.key = key ? decode(key) : undefined;
    if (this.key !== undefined && Buffer.byteLength(this.key) > 1024) {
      throw new S3Error('KeyTooLongError', 'Your key is too long.');
    }
  }

  /** Value of a query parameter; empty if it stands there without one. */
  param(name: string): string | undefined {
    return this.query.find(([key]) => key === name)?.[1];
  }

  /** A header as it was sent; repeated ones joined by a comma, as signatures see them. */
  sentHeader(name: string): string | undefined {
    return this.#message.headersDistinct[name]?.join(',');
  }

  /** An `x-amz-` header, which presigned URLs carry in the query, or any other header. */
  header(name: string): string | undefined {
    const sent = this.sentHeader(name);
    if (sent !== undefined || !name.startsWith('x-amz-')) return sent;
    return this.query.find(([key]) => key.toLowerCase() === name)?.[1];
  }

  /** All headers and hoisted parameters that start with a prefix, the prefix removed. */
  headersWithPrefix(prefix: string): Record<string, string> {
    const names = [
      ...Object.keys(this.#message.headersDistinct),
      ...this.query.map(([key]) => key.toLowerCase()),
    ].filter(name => name.startsWith(prefix));
    return Object.fromEntries(
      names.map(name => [name.slice(prefix.length), this.header(name) ?? '']),
    );
  }
}

function parseQuery(text: string): [string, string][] {
  return text
    .split('&')
    .filter(part => part !== '')
    .map(part => {
      const mark = part.indexOf('=');
      return mark < 0
        ? [decode(part), '']
        : [decode(part.slice(0, mark)), decode(part.slice(mark + 1))];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', `Could not decode "${text}".`);
  }
}
