/** Which namespaces are watched: each by itself, which rights there suffice for, or all at once. */
export type WatchScope = readonly string[] | 'cluster';
