/**
 * Deletes something that a repeated step may have deleted before.
 *
 * @returns whether there was anything to delete
 */
export async function deleteOnce(
  remove: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await remove();
    return true;
  } catch (error) {
    // By its name: it may come from a plugin with classes of its own.
    if (Object(error).name !== 'NotFoundError') throw error;
    return false;
  }
}
