/** The Secret of a project in which KServe finds `storage.key`: one value for each connection, of others too. */
export const STORAGE_CONFIG = 'storage-config';
