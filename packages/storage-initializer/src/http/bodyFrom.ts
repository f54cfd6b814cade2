import { ObjectBody } from '../source/types';
import { contentRange } from './contentRange';
import { HttpAnswer } from './HttpClient';
import { HttpPlace, rangeIgnoredError } from './httpFailure';

/**
 * The bytes of a file from an offset on, of an answer to a request for them.
 * @param refusal - the error of an answer that is no file
 * @throws StorageError if it is none, or begins elsewhere
 */
export function bodyFrom(
  { status, headers, body }: HttpAnswer,
  offset: number,
  place: HttpPlace,
  refusal: (status: number) => Error,
): ObjectBody {
  const isRest = contentRange(headers['content-range'])?.start === offset;
  if (status === 206 ? isRest : status === 200 && offset === 0) {
    return { stream: body };
  }
  body.destroy();
  throw status === 200 || status === 206
    ? rangeIgnoredError(place)
    : refusal(status);
}
