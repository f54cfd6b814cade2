import { StorageError } from '../StorageError';

/** A model of a hub. */
export interface HfLocation {
  /** `owner/model`. */
  readonly name: string;
  /** Branch, tag or commit; absent: the main branch. */
  readonly revision?: string;
}

const part = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?$/;

/** Names that Git allows, as far as anybody uses them. */
const revisionForm = /^[\w./+@-]+$/;

/**
 * Reads `hf://owner/model[:revision]`: exactly two parts, as KServe has it.
 * @throws StorageError InvalidUri
 */
export function parseHfUri(uri: string): HfLocation {
  const [, owner = '', model = '', revision] =
    /^hf:\/\/([^/:]+)\/([^/:]+)(?::(.+))?$/i.exec(uri) ?? [];
  const isUsable =
    [owner, model].every(name => part.test(name) && !/--|\.\./.test(name)) &&
    (revision === undefined || revisionForm.test(revision)) &&
    !revision?.includes('..');
  if (!isUsable) {
    throw new StorageError(
      'InvalidUri',
      `"${uri}" names no model of a hub. Write hf://<owner>/<model> or hf://<owner>/<model>:<revision>; single files cannot be named.`,
    );
  }
  return { name: `${owner}/${model}`, revision };
}
