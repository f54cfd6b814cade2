import { StorageError } from '../StorageError';
import { HttpAnswer } from './HttpClient';

/** Answers that describe something are small; more than this is an attack or a mistake. */
const maxDescriptionBytes = 32 * 1024 * 1024;

/**
 * The body of an answer that describes something: a listing, a manifest, a token.
 * @throws StorageError StorageUnreachable if it is larger than 32 MiB; errors of Node if the connection fails
 */
export async function readBody(answer: HttpAnswer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer.body) {
    size += piece.length;
    if (size > maxDescriptionBytes) {
      answer.body.destroy();
      throw new StorageError(
        'StorageUnreachable',
        `${answer.url.host} answered with more than ${maxDescriptionBytes} bytes where a description was expected. Check the address.`,
      );
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/**
 * The JSON object of an answer; its fields must be looked at before they are used.
 * @throws StorageError StorageUnreachable if it is something else
 */
export async function readJson(
  answer: HttpAnswer,
): Promise<Readonly<Record<string, unknown>>> {
  const text = (await readBody(answer)).toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // What came instead is not repeated: it may be a whole page.
  }
  throw new StorageError(
    'StorageUnreachable',
    `What ${answer.url.host} answered is no JSON object. Check that the address is the storage's API, not a website.`,
  );
}

/** Whether something is an object with fields. */
export function isRecord(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
