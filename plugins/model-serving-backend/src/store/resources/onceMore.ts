import { isDatabaseConflictError } from '@backstage/backend-plugin-api';

/** Two backends may write a row at the same moment: the second one finds that of the first. */
export async function onceMore<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDatabaseConflictError(error)) throw error;
    return write();
  }
}
