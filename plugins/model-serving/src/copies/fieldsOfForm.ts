import { CopyPreview } from '@greenroom/backstage-plugin-model-serving-common';

/** Fields of a copy that the form asks for, where what is wrong with them is said at once. */
export function fieldsOfForm({
  connection,
}: Pick<CopyPreview, 'connection'>): readonly string[] {
  return [
    'metadata.name',
    'metadata.namespace',
    ...(connection ? [connection.path] : []),
  ];
}
