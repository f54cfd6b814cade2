/** One entry of an archive, in the order of the archive. */
export interface ArchiveEntry {
  /** As the archive has it. */
  readonly path: string;
  readonly kind:
    | 'file'
    | 'folder'
    | 'symbolic link'
    | 'hard link'
    | 'special file';
  /** Bytes of a file. */
  readonly size: number;
  /** Where a link leads, as the archive has it. */
  readonly target?: string;
  /** The bytes of a file; can be read once, before the next entry. */
  content(): AsyncIterable<Buffer>;
}

/** Does something with each entry, one after the other. */
export type VisitEntry = (entry: ArchiveEntry) => Promise<void>;

/** Bounds of reading an archive. */
export interface ReadOptions {
  readonly signal: AbortSignal;
  /** Bytes that may come out of it, those of skipped entries included. */
  readonly maxBytes: number;
}
