import type { Forgotten } from '@greenroom/backstage-plugin-model-serving-common';

/**
 * Deletes something that a repeated step may have deleted before.
 *
 * @returns whether there was anything to delete, and what the API said of it: it does where a thing was only forgotten
 */
export async function deleteOnce(
  remove: () => Promise<Forgotten | undefined>,
): Promise<{ readonly deleted: boolean; readonly message?: string }> {
  try {
    const forgotten = await remove();
    return { deleted: true, ...(forgotten && { message: forgotten.message }) };
  } catch (error) {
    // By its name: it may come from a plugin with classes of its own.
    if (Object(error).name !== 'NotFoundError') throw error;
    return { deleted: false };
  }
}
