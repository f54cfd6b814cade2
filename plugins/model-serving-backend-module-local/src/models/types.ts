/**
 * Where models come from. Equal models share one folder.
 */
export interface ModelSource {
  /** URI schemes that can be fetched, e.g. `s3`. */
  readonly schemes: readonly string[];
  /**
   * Brings a model here, or finds that it is here. Rejects with an error that {@link fetchFailure} can read.
   * The folder stays until `release()` is called.
   */
  acquire(request: FetchRequest): Promise<HeldModel>;
  /** Keeps a folder that an earlier backend acquired; undefined if it is gone. */
  reacquire(model: {
    readonly dir: string;
    readonly digest: string;
  }): Promise<HeldModel | undefined>;
  /** What is kept now. */
  usage(): CacheUsage;
}

/** Bytes of the models that are kept on this machine. */
export interface CacheUsage {
  readonly bytes: number;
  /** Absent: what the disk has. */
  readonly limitBytes?: number;
}

/** What to bring. */
export interface FetchRequest {
  readonly uri: string;
  /** Of the connection; used, never kept. */
  readonly credentials?: {
    readonly type: string;
    readonly values: Readonly<Record<string, string>>;
  };
  readonly signal: AbortSignal;
  onProgress(bytesDone: number, bytesTotal?: number): void;
}

/** A complete model on disk. */
export interface HeldModel {
  readonly dir: string;
  readonly digest: string;
  readonly bytes: number;
  /** May be removed when nobody else holds it. */
  release(): void;
}
