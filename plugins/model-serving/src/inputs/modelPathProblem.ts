import { s3PathProblem } from '@greenroom/backstage-plugin-model-serving-common';

/** A repository with its tag or digest, with or without registry and scheme. */
const IMAGE =
  /^(oci:\/\/)?[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w][\w.-]*|@sha256:[0-9a-f]{64})$/;

/**
 * What is wrong with the place of a model behind a connection of any type, in a few words; undefined if nothing is. The
 * URI of a URI connection and an image of a registry are places like a path in a bucket.
 */
export function modelPathProblem(
  place: string,
  options: { readonly isImage?: boolean } = {},
): string | undefined {
  const text = place.trim();
  if (IMAGE.test(text)) {
    return undefined;
  }
  if (options.isImage) {
    return 'an image is a repository with a tag, such as models/iris:v1';
  }
  return text.includes('://') ? undefined : s3PathProblem(text);
}
