import { HttpAnswer } from '../http/HttpClient';
import { HttpPlace, statusError } from '../http/httpFailure';
import { StorageError } from '../StorageError';
import { HfLocation } from './hfUri';

/**
 * The error of an answer of a hub. Its header `X-Error-Code` tells more than the status: a model that is not there and one
 * that is private are both 401 to strangers.
 */
export function hubError(
  { status, headers }: HttpAnswer,
  place: HttpPlace & HfLocation,
): StorageError {
  const { host, name, revision = 'main', whenDenied } = place;
  switch (headers['x-error-code']) {
    case 'RepoNotFound':
      return new StorageError(
        'StorageNotFound',
        `There is no model "${name}" at ${host}, or it is private. Check its spelling. ${whenDenied}`,
      );
    case 'RevisionNotFound':
      return new StorageError(
        'StorageNotFound',
        `Model "${name}" at ${host} has no branch, tag or commit "${revision}". Check the part behind the colon.`,
      );
    case 'GatedRepo':
      return new StorageError(
        'StorageDenied',
        `Model "${name}" at ${host} is given only to those who accepted its conditions. ${whenDenied}`,
      );
    case 'DisabledRepo':
      return new StorageError(
        'StorageDenied',
        `Model "${name}" at ${host} was disabled by the hub. Choose another one.`,
      );
    default:
      return statusError(status, place);
  }
}
